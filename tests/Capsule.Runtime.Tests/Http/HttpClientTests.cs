using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Http;

/// <summary>http.client, sockets and asyncio's streams.</summary>
public sealed class HttpClientTests(NetworkFixture network) : IClassFixture<NetworkFixture>
{
    private const string Connect =
        """
        import http.client, json, urllib.parse
        plain = http.client.HTTPConnection(urllib.parse.urlsplit(PLAIN).netloc, timeout=20)
        secure = http.client.HTTPSConnection(urllib.parse.urlsplit(SECURE).netloc, timeout=20)

        """;

    [Fact]
    public async Task Connections_are_used_again_for_other_requests() => Assert.Equal("[[200,\"GET\"],[200,\"PUT\"],[200,\"DELETE\"],[200,\"GET\"],[200,\"PUT\"],[200,\"DELETE\"]]", await JsonAsync(
        """
        seen = []
        for connection in (plain, secure):
            for method, body in (('GET', None), ('PUT', b'body'), ('DELETE', None)):
                connection.request(method, '/echo', body)
                response = connection.getresponse()
                seen.append([response.status, json.load(response)['method']])
        return seen
        """));

    [Fact]
    public async Task A_request_is_put_together_by_hand() => Assert.Equal("""["POST","hello","one, two"]""", await JsonAsync(
        """
        plain.putrequest('POST', '/echo')
        plain.putheader('X-Many', 'one', 'two')
        plain.putheader('Content-Length', '5')
        plain.endheaders()
        plain.send(b'hel')
        plain.send(b'lo')
        seen = json.load(plain.getresponse())
        return [seen['method'], seen['body'], seen['headers']['x-many'].replace(' ', ', ')]
        """));

    [Fact]
    public async Task A_body_without_a_length_goes_in_chunks() => Assert.Equal("\"6 606 chunked\"", await JsonAsync(
        """
        plain.request('POST', '/count', iter([b'ee', b'eeee']), encode_chunked=True, headers={'Transfer-Encoding': 'chunked'})
        return plain.getresponse().read().decode()
        """));

    [Fact]
    public async Task A_HEAD_request_has_no_body() => Assert.Equal("""[200,"1000","",200]""", await JsonAsync(
        """
        plain.request('HEAD', '/bytes/1000')
        response = plain.getresponse()
        seen = [response.status, response.headers['content-length'], response.read().decode()]
        plain.request('GET', '/echo')
        return [*seen, plain.getresponse().status]
        """));

    [Fact]
    public async Task Binary_bytes_arrive_as_they_are() => Assert.Equal("[true,262144,20000000]", await JsonAsync(
        """
        data = bytes(range(256)) * 1024
        plain.request('POST', '/echo', data[:4096])
        same = json.load(plain.getresponse())['body'].encode('latin-1') == data[:4096]
        plain.request('POST', '/count', data)
        count, total, _ = plain.getresponse().read().decode().split(' ')
        secure.request('GET', '/bytes/20000000')
        return [same and int(total) == sum(data), int(count), len(secure.getresponse().read())]
        """));

    [Fact]
    public async Task A_client_that_waits_for_100_continue_gets_it() => Assert.Equal("""["HTTP/1.1 100 Continue","HTTP/1.1 200 OK"]""", await JsonAsync(
        """
        import socket
        with socket.create_connection((plain.host, plain.port)) as s, s.makefile('rwb') as f:
            f.write(b'POST /count HTTP/1.1\r\nHost: %s:%d\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n' % (plain.host.encode(), plain.port))
            f.flush()
            first = f.readline().decode().strip()
            f.readline()
            f.write(b'abc')
            f.flush()
            return [first, f.readline().decode().strip()]
        """));

    [Fact]
    public async Task Requests_may_be_sent_before_the_response_to_others_is_read() => Assert.Equal("[\"one\",\"two\"]", await JsonAsync(
        """
        import re, socket
        host = f'{plain.host}:{plain.port}'
        with socket.create_connection((plain.host, plain.port)) as s:
            s.sendall(f'GET /echo?one HTTP/1.1\r\nHost: {host}\r\n\r\nGET /echo?two HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n'.encode())
            text = b''.join(iter(lambda: s.recv(100), b'')).decode()
        return re.findall(r'/echo\?(\w+)', text)
        """));

    [Fact]
    public async Task Streams_of_asyncio_speak_HTTP() => Assert.Equal("""["HTTP/1.1 200 OK","HTTP/1.1 200 OK"]""", await JsonAsync(
        """
        import asyncio
        async def first_line(host, port, ssl):
            reader, writer = await asyncio.open_connection(host, port, ssl=ssl)
            writer.write(b'GET /echo HTTP/1.1\r\nHost: %s:%d\r\nConnection: close\r\n\r\n' % (host.encode(), port))
            await writer.drain()
            text = await reader.read()
            writer.close()
            await writer.wait_closed()
            return text.decode().split('\r\n')[0]
        async def both():
            return await asyncio.gather(first_line(plain.host, plain.port, None), first_line(secure.host, secure.port, True))
        return asyncio.run(both())
        """));

    [Fact]
    public async Task Other_protocols_and_sockets_are_refused() => Assert.Equal(
        """["PermissionError","PermissionError","ValueError","ValueError","gaierror","PermissionError","TimeoutError"]""", await JsonAsync(
        """
        import socket
        def raw(data):
            with socket.create_connection((plain.host, plain.port), timeout=0.2) as s:
                s.sendall(data)
                return s.recv(10)
        seen = []
        for attempt in (
            lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
            lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW),
            lambda: raw(b'SSH-2.0-OpenSSH\r\n\r\n'),
            lambda: raw(b'CONNECT a:1 HTTP/1.1\r\n\r\n'),
            lambda: socket.gethostbyname('localhost'),
            lambda: socket.socket().bind(('', 80)),
            lambda: raw(b'GET / HT'),
        ):
            try:
                attempt()
            except Exception as error:
                seen.append(type(error).__name__)
        return seen
        """));

    private async Task<string> JsonAsync(string body) => (await network.RunAsync(Connect + body)).Json();
}

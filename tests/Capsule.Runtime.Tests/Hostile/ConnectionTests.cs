using System.Net;
using System.Net.Sockets;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Hostile;

/// <summary>A server that listens on the machine is not reached by a task that was not granted it, whatever the task is told.</summary>
public sealed class ConnectionTests(RuntimeFixture fixture)
{
    [Theory]
    [InlineData("import socket\ns = socket.socket()\ns.settimeout(1)\ns.connect(('127.0.0.1', PORT))\ns.sendall(b'secret\\n')\ns.recv(1)")]
    [InlineData("import socket\ns = socket.create_connection(('localhost', PORT), 1)\ns.sendall(b'GET / HTTP/1.1\\r\\nHost: example.com\\r\\n\\r\\n')\ns.recv(1)")]
    [InlineData("import socket\ns = socket.socket()\ns.settimeout(1)\ns.connect(('0x7f.1', PORT))\ns.sendall(b'GET / HTTP/1.0\\r\\n\\r\\n')\ns.recv(1)")]
    [InlineData("import urllib.request\nurllib.request.urlopen('http://127.0.0.1:PORT/?secret', timeout=1).read()")]
    [InlineData("import urllib.request\nurllib.request.urlopen('http://user@2130706433:PORT/', timeout=1).read()")]
    [InlineData("import http.client\nc = http.client.HTTPConnection('127.0.0.1', PORT, timeout=1)\nc.request('GET', '/secret')\nc.getresponse()")]
    [InlineData("import ftplib\nf = ftplib.FTP()\nf.connect('127.0.0.1', PORT, timeout=1)")]
    [InlineData("import smtplib\nsmtplib.SMTP('127.0.0.1', PORT, timeout=1)")]
    [InlineData("import asyncio\nasync def f():\n    r, w = await asyncio.open_connection('127.0.0.1', PORT)\n    w.write(b'secret\\n')\n    await asyncio.wait_for(r.read(1), 1)\nasyncio.run(f())")]
    [InlineData("import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'secret', ('127.0.0.1', PORT))")]
    public async Task Nothing_connects_without_a_grant(string body)
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var port = ((IPEndPoint)server.LocalEndpoint).Port;
        using var datagrams = new UdpClient(new IPEndPoint(IPAddress.Loopback, port));

        var envelope = await fixture.Runtime.RunAsync(Sources.MainOf(
            "try:\n" + string.Join('\n', body.Replace("PORT", $"{port}", StringComparison.Ordinal).Split('\n').Select(line => "    " + line))
            + "\nexcept Exception as e:\n    return type(e).__name__\nreturn 'connected'", $"timeout='{Patience.Text}'"));

        Assert.NotEqual("\"connected\"", envelope.Json());
        Assert.False(server.Pending(), envelope.Json());
        Assert.Equal(0, datagrams.Available);
    }
}

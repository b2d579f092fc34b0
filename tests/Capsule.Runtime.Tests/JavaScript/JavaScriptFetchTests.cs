using Capsule.Runtime.Tests.Http;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.JavaScript;

/// <summary>fetch over the gate, against a real server.</summary>
public sealed class JavaScriptFetchTests(NetworkFixture network) : IClassFixture<NetworkFixture>, IDisposable
{
    private readonly NodeProject project = new(network.Runtime);

    public void Dispose() => project.Dispose();

    [Fact]
    public async Task A_request_is_sent_and_its_answer_read() => Assert.Equal(
        """[200,true,"POST","/echo?a=1","{\"x\":[1]}","application/json","me","https"]""",
        (await RunAsync(
            """
            const answer = await fetch(`${SECURE}/echo?a=1#part`, {
              method: "POST", headers: { "Content-Type": "application/json", "X-Name": "me" }, body: JSON.stringify({ x: [1] }),
            });
            const { method, target, body, headers, scheme } = await answer.json();
            return [answer.status, answer.ok, method, target, body, headers["content-type"], headers["x-name"], scheme];
            """)).Json());

    [Theory]
    [InlineData("'text'", "text", "text/plain;charset=UTF-8")]
    [InlineData("new URLSearchParams({ a: '1', b: 'x y' })", "a=1&b=x+y", "application/x-www-form-urlencoded;charset=UTF-8")]
    [InlineData("new Uint8Array([104, 105])", "hi", null)]
    [InlineData("new Blob(['blob'], { type: 'image/png' })", "blob", "image/png")]
    [InlineData("new ReadableStream({ start(c) { c.enqueue(new TextEncoder().encode('streamed')); c.close() } })", "streamed", null)]
    public async Task A_body_of_any_kind_goes_out_with_its_type(string body, string expected, string? type)
    {
        var result = (await RunAsync($"const {{ body, headers }} = await (await fetch(`${{PLAIN}}/echo`, {{ method: 'PUT', body: {body} }})).json(); return [body, headers['content-type'] ?? null];")).Result;
        Assert.Equal(expected, result[0].GetString());
        Assert.Equal(type, result[1].GetString());
    }

    [Fact]
    public async Task A_form_with_a_file_arrives_as_such()
    {
        var envelope = await RunAsync(
            """
            const form = new FormData();
            form.append("name", "Ada");
            form.append("file", new File(["content"], "notes.txt", { type: "text/plain" }));
            const { body, headers } = await (await fetch(`${PLAIN}/echo`, { method: "POST", body: form })).json();
            const again = await new Response(body, { headers: { "content-type": headers["content-type"] } }).formData();
            return [again.get("name"), again.get("file").name, await again.get("file").text()];
            """);
        Assert.Equal("""["Ada","notes.txt","content"]""", envelope.Json());
    }

    [Fact]
    public async Task Redirects_are_followed_as_browsers_do_and_credentials_stay_with_their_host()
    {
        var envelope = await RunAsync(
            """
            const followed = await fetch(`${PLAIN}/redirect?to=${encodeURIComponent(SECURE + "/echo")}`, { headers: { Authorization: "Bearer x", "X-Other": "y" } });
            const { headers } = await followed.json();
            const other = await fetch(`${PLAIN}/redirect?to=/echo`, { redirect: "manual" });
            let refused;
            try { await fetch(`${PLAIN}/redirect?to=/echo`, { redirect: "error" }) } catch (error) { refused = error.cause.message }
            return [followed.redirected, followed.url === `${SECURE}/echo`, headers.authorization ?? null, headers["x-other"], other.status, other.headers.get("location"), refused];
            """);
        Assert.Equal("""[true,true,null,"y",302,"/echo","unexpected redirect"]""", envelope.Json());
    }

    [Fact]
    public async Task A_response_is_a_stream_that_is_read_once_or_cloned()
    {
        var envelope = await RunAsync(
            """
            const parts = [];
            for await (const part of (await fetch(`${PLAIN}/chunks`)).body) parts.push(new TextDecoder().decode(part));
            const response = await fetch(`${PLAIN}/chunks`);
            const copy = response.clone();
            const [one, other] = await Promise.all([response.text(), copy.text()]);
            let again;
            try { await response.text() } catch (error) { again = error.name }
            const large = await (await fetch(`${PLAIN}/bytes/3000000`)).arrayBuffer();
            return [parts.join(""), one === other, again, response.bodyUsed, large.byteLength];
            """);
        Assert.Equal("""["part 0;part 1;part 2;part 3;part 4;",true,"TypeError",true,3000000]""", envelope.Json());
    }

    [Fact]
    public async Task Requests_run_at_once_and_an_aborted_one_ends()
    {
        var envelope = await RunAsync(
            """
            const began = performance.now();
            const all = await Promise.all(Array.from({ length: 5 }, async () => (await fetch(`${PLAIN}/slow?ms=300`)).text()));
            const together = performance.now() - began < 1400;
            let aborted, timed;
            try { await fetch(`${PLAIN}/slow?ms=30000`, { signal: AbortSignal.timeout(30) }) } catch (error) { timed = error.name }
            const controller = new AbortController();
            setTimeout(() => controller.abort(), 20);
            try { await fetch(`${PLAIN}/slow?ms=30000`, { signal: controller.signal }) } catch (error) { aborted = error.name }
            return [all, together, timed, aborted];
            """);
        Assert.Equal("""[["late","late","late","late","late"],true,"TimeoutError","AbortError"]""", envelope.Json());
    }

    [Fact]
    public async Task A_host_that_is_not_granted_is_refused_and_the_failure_says_so()
    {
        var error = (await RunAsync("return (await fetch('https://example.org/')).status")).Error!;
        Assert.Equal(ErrorType.PermissionDenied, error.Type);
        Assert.Contains("allowed_hosts=[\"example.org\"]", error.Message, StringComparison.Ordinal);

        Assert.Equal("""["TypeError","fetch failed","PermissionError"]""", (await RunAsync(
            "try { await fetch('https://example.org/') } catch (error) { return [error.name, error.message, error.cause.name] }")).Json());
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://localhost/")]
    [InlineData("not a url")]
    public async Task What_is_no_URL_of_HTTP_is_an_error(string url) => Assert.Equal("\"TypeError\"", (await RunAsync(
        $"try {{ return await (await fetch('{url}')).text() }} catch (error) {{ return error.name }}")).Json());

    private async Task<Envelope> RunAsync(string body)
    {
        project.Write("main.js",
            $$"""
            import { task } from "@capsule-run/sdk";
            const PLAIN = "{{network.Plain}}", SECURE = "{{network.Secure}}";
            export const main = task({ name: "main", compute: "HIGH", allowedHosts: ["localhost:{{network.Server.Port}}", "localhost:{{network.Server.TlsPort}}"] }, async () => {
              {{body}}
            });
            """);
        return await project.RunAsync("main.js");
    }
}

using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Capsule.Server.Tests.Support;

namespace Capsule.Server.Tests;

/// <summary>What is left when the server is killed.</summary>
public sealed class KillTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_is_killed_continues_durable_runs_and_has_whole_programs()
    {
        using var folder = new TemporaryFolder();
        var data = Path.Combine(folder.Path, "data");
        using var first = ServeProcess.Start("--listen", "http://127.0.0.1:0", "--data", data);
        await first.ReadyAsync();
        var key = first.Key;
        using var client = Client(first, key);
        await PostAsync(
            client, "/v1/programs",
            """{"name": "flow", "files": {"main.py": "from capsule import task, wait_for_signal\n@task\ndef price():\n    return 700\n@task\nasync def main():\n    return [price().unwrap(), await wait_for_signal('approved')]\n"}}""");
        var waiting = Text(await PostAsync(client, "/v1/runs", """{"program": "flow"}"""), "id");
        await Patience.UntilAsync(async () => Text(await GetAsync(client, $"/v1/runs/{waiting}"), "status") == "waiting", "the run waits");
        var executed = Text(await PostAsync(client, "/v1/runs", """{"code": "import time\ntime.sleep(3600)"}"""), "id");
        var lost = Text(await PostAsync(client, "/v1/runs", """{"code": "import time\ntime.sleep(3600)", "durable": false}"""), "id");
        foreach (var run in (string[])[executed, lost])
        {
            await Patience.UntilAsync(async () => Text(await GetAsync(client, $"/v1/runs/{run}"), "status") == "running", "the run is executed");
        }

        var uploading = UploadAsync(client);
        await Patience.UntilAsync(async () => (await GetAsync(client, "/v1/programs")).GetProperty("programs").GetArrayLength() > 3, "programs are uploaded");
        using (var kill = Process.Start("kill", ["-KILL", $"{first.Id}"]))
        {
            await kill.WaitForExitAsync(Cancellation);
        }

        await first.EndAsync();
        var uploaded = await uploading;

        using var second = ServeProcess.Start("--listen", "http://127.0.0.1:0", "--data", data);
        await second.ReadyAsync();
        using var again = Client(second, key);
        Assert.Equal("cancelled", Text(await GetAsync(again, $"/v1/runs/{lost}"), "status"));
        await Patience.UntilAsync(async () => Text(await GetAsync(again, $"/v1/runs/{executed}"), "status") == "running", "the run is executed again");
        await PostAsync(again, $"/v1/runs/{executed}/cancel", "{}");
        await PostAsync(again, $"/v1/runs/{waiting}/signals/approved", """{"payload": "yes"}""");
        var ended = await GetAsync(again, $"/v1/runs/{waiting}?wait=60s");
        Assert.Equal("""[700,"yes"]""", ended.GetProperty("envelope").GetProperty("result").GetRawText());

        // Of what was answered nothing is missing, and all of what is there can be run.
        foreach (var version in uploaded)
        {
            Assert.Equal("\"x\"", (await PostAsync(again, "/v1/runs?wait=60s", $$"""{"program": "{{version}}"}""")).GetProperty("result").GetRawText());
        }
    }

    private static async Task<IReadOnlyList<string>> UploadAsync(HttpClient client)
    {
        var versions = new List<string>();
        try
        {
            for (var i = 0; ; i++)
            {
                versions.Add(Text(await PostAsync(client, "/v1/programs", $$$"""{"files": {"main.py": "def main(): return 'x' #{{{i}}}"}}"""), "version"));
            }
        }
        catch (HttpRequestException)
        {
            return versions;
        }
    }

    private static HttpClient Client(ServeProcess server, string key)
    {
        var client = new HttpClient { BaseAddress = new Uri(server.Url) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return client;
    }

    private static async Task<JsonElement> GetAsync(HttpClient client, string path) => JsonElement.Parse(await client.GetStringAsync(path, Cancellation));

    private static async Task<JsonElement> PostAsync(HttpClient client, string path, string json)
    {
        using var response = await client.PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"), Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(response.IsSuccessStatusCode, text);
        return text.Length > 0 ? JsonElement.Parse(text) : default;
    }

    private static string Text(JsonElement json, string member) => json.GetProperty(member).GetString()!;
}

using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Capsule.Runtime;
using Capsule.Runtime.Programs;
using Capsule.Server.Keys;
using Capsule.Server.Tests.Support;

namespace Capsule.Server.Tests;

/// <summary><c>/v1/programs</c>.</summary>
public sealed class ProgramTests(RuntimeFixture fixture)
{
    private const string Hello = """{"files": {"main.py": "from capsule import task\n@task(compute='LOW', timeout='5s')\ndef main(name='x'):\n    return 'hi ' + name\n"}}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_sources_are_the_same_version_with_their_tasks_and_policies()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        using var made = await server.SendAsync(HttpMethod.Post, "/v1/programs", Json(Hello));
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var program = JsonElement.Parse(await made.Content.ReadAsStringAsync(Cancellation));
        var version = program.GetProperty("version").GetString();
        Assert.Equal($"/v1/programs/{version}", made.Headers.Location?.OriginalString);
        Assert.Equal(("python", "main.py"), (program.GetProperty("language").GetString(), program.GetProperty("main").GetString()));

        var (again, same) = await server.PostAsync("/v1/programs", Hello);
        Assert.Equal((200, version), (again, same.GetProperty("version").GetString()));
        var (other, different) = await server.PostAsync("/v1/programs", Hello.Replace("hi ", "ho ", StringComparison.Ordinal));
        Assert.Equal(201, other);
        Assert.NotEqual(version, different.GetProperty("version").GetString());

        var (found, got) = await server.GetAsync($"/v1/programs/{version}");
        var task = Assert.Single(got.GetProperty("tasks").EnumerateArray());
        Assert.Equal((200, "main", true), (found, task.GetProperty("name").GetString(), task.GetProperty("entry").GetBoolean()));
        Assert.Equal("5s", task.GetProperty("policy").GetProperty("timeout").GetString());
    }

    [Theory]
    [InlineData("""{"files": {"app/start.py": "from app import rest\nfrom capsule import task\n@task\ndef go():\n    return rest.x\n", "app/__init__.py": "", "app/rest.py": "x = 1\n"}, "main": "app/start.py"}""", "python")]
    [InlineData("""{"files": {"src/main.ts": "import { task } from '@capsule-run/sdk';\nimport { x } from './rest.ts';\nexport const go = task('go', () => x);\n", "src/rest.ts": "export const x: number = 1;\n"}, "main": "src/main.ts"}""", "javascript")]
    [InlineData("""{"files": {"only.py": {"base64": "ZGVmIG1haW4oKTogcmV0dXJuIDEK"}}}""", "python")]
    public async Task Programs_of_several_files_find_their_modules(string body, string language)
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        var (status, program) = await server.PostAsync("/v1/programs", body);
        Assert.True(status == 201, program.GetRawText());
        Assert.Equal(language, program.GetProperty("language").GetString());
        Assert.Single(program.GetProperty("tasks").EnumerateArray());
    }

    [Theory]
    [InlineData("/etc/passwd.py")]
    [InlineData("../main.py")]
    [InlineData("a/../../main.py")]
    [InlineData("a//main.py")]
    [InlineData("./main.py")]
    [InlineData("a\\\\main.py")]
    [InlineData("C:\\\\main.py")]
    [InlineData("main.py\\u0000.txt")]
    [InlineData("main\\n.py")]
    [InlineData("")]
    [InlineData("main.py/")]
    public async Task A_path_that_no_program_has_is_refused(string path)
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        var (status, problem) = await server.PostAsync("/v1/programs", $$$"""{"files": {"main.py": "", "{{{path}}}": ""}}""");
        Assert.Equal(400, status);
        Assert.Contains("is not valid; paths are relative", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", 400, "\"files\" is missing")]
    [InlineData("""{"files": {}}""", 400, "\"main\" is missing")]
    [InlineData("""{"files": {"a.py": "", "b.py": ""}}""", 400, "\"main\" is missing")]
    [InlineData("""{"files": {"a.py": ""}, "main": "b.py"}""", 400, "\"main\" names a file which is not in \"files\"")]
    [InlineData("""{"files": {"a.txt": ""}}""", 400, "expected a .py, .js or .ts file")]
    [InlineData("""{"files": {"a.py": 1}}""", 400, "a.py takes a string")]
    [InlineData("""{"files": {"a.py": {"base64": "?"}}}""", 400, "a.py takes a string")]
    [InlineData("""{"files": {"a.py": "", "a.py/b": ""}}""", 400, "a.py is a file, and other files are in a folder of that name")]
    [InlineData("""{"files": {"a.py": "", "a.py": ""}}""", 400, "not valid JSON")]
    [InlineData("""{"files": {"a.py": "def"}}""", 422, "SyntaxError")]
    [InlineData("""{"files": {"a.py": "def main(): pass\nwhile True: pass"}}""", 422, "load")]
    [InlineData("""{"files": {"a.py": "from capsule import task\n@task(allowed_files=['/etc'])\ndef main(): pass"}}""", 422, "allowed_files")]
    [InlineData("""{"files": {"a.py": "from capsule import task\n@task(allowed_files=['./data'])\ndef main(): pass"}}""", 403, "grants nobody: task 'main': allowed_files")]
    [InlineData("""{"files": {"a.py": "from capsule import task\n@task(env_variables=['HOME'])\ndef main(): pass"}}""", 403, "grants nobody: task 'main': env_variables")]
    [InlineData("""{"files": {"a.py": "from capsule import task\n@task(allowed_hosts=['127.0.0.1'])\ndef main(): pass"}}""", 403, "grants nobody: task 'main': allowed_hosts")]
    [InlineData("""{"files": {"a.py": "def main(): pass"}, "name": "../x"}""", 400, "\"name\" takes")]
    public async Task An_upload_that_cannot_be_taken_says_why(string body, int expected, string why)
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        var (status, problem) = await server.PostAsync("/v1/programs", body);
        Assert.Equal(expected, status);
        Assert.Contains(why, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Empty((await server.GetAsync("/v1/programs")).Body.GetProperty("programs").EnumerateArray());
    }

    [Fact]
    public async Task An_artifact_is_a_program_and_a_damaged_one_is_not()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        var source = ProgramSource.FromText("def main():\n    return 42\n");
        var artifact = (await fixture.Runtime.LoadAsync(source, new RunOptions(), Cancellation)).OrThrow().Export();
        using var made = await server.SendAsync(HttpMethod.Post, "/v1/programs", Bytes(artifact));
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        using var again = await server.SendAsync(HttpMethod.Post, "/v1/programs", Bytes(artifact));
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);

        artifact[^100] ^= 1;
        using var damaged = await server.SendAsync(HttpMethod.Post, "/v1/programs", Bytes(artifact));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, damaged.StatusCode);
        using var nothing = await server.SendAsync(HttpMethod.Post, "/v1/programs", Bytes([]));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, nothing.StatusCode);
    }

    [Fact]
    public async Task An_artifact_that_is_too_long_is_refused()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime, options => options with { MaxArtifactBytes = 1000 });
        using var response = await server.SendAsync(HttpMethod.Post, "/v1/programs", Bytes(new byte[1001]));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task Programs_of_a_tenant_take_no_more_than_they_may_and_those_of_others_do_not_count()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        var size = (await server.PostAsync("/v1/programs", Hello)).Body.GetProperty("size").GetInt64();
        await using var small = await RunningServer.StartAsync(fixture.Runtime, options => options with { MaxProgramBytes = size });
        Assert.Equal(201, (await small.PostAsync("/v1/programs", Hello)).Status);
        var (status, problem) = await small.PostAsync("/v1/programs", Hello.Replace("hi ", "ho ", StringComparison.Ordinal));
        Assert.Equal((507, "limit_exceeded"), (status, problem.GetProperty("error_type").GetString()));
        Assert.Equal(201, (await small.PostAsync("/v1/programs", Hello, small.NewKey(KeyRole.Run, "other"))).Status);
    }

    [Fact]
    public async Task A_list_comes_in_pages_the_youngest_first()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        var made = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            made.Insert(0, (await server.PostAsync("/v1/programs", $$$"""{"files": {"main.py": "def main(): return {{{i}}}"}}""")).Body.GetProperty("version").GetString()!);
        }

        var (listed, next) = (new List<string>(), (string?)"");
        while (next is not null)
        {
            var (status, page) = await server.GetAsync($"/v1/programs?limit=2{(next.Length > 0 ? "&cursor=" + next : "")}");
            Assert.Equal(200, status);
            listed.AddRange(page.GetProperty("programs").EnumerateArray().Select(program => program.GetProperty("version").GetString()!));
            next = page.GetProperty("next").GetString();
        }

        Assert.Equal(made, listed);
        Assert.Equal(400, (await server.GetAsync("/v1/programs?cursor=1.2")).Status);
        Assert.Equal(400, (await server.GetAsync("/v1/programs?limit=201")).Status);
    }

    [Fact]
    public async Task An_alias_is_changed_only_by_those_who_know_how_it_is()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        var first = (await server.PostAsync("/v1/programs", Hello)).Body.GetProperty("version").GetString()!;
        var second = (await server.PostAsync("/v1/programs", Hello.Replace("hi ", "ho ", StringComparison.Ordinal))).Body.GetProperty("version").GetString()!;
        const string Path = "/v1/programs/aliases/hello";

        using var made = await SetAsync(server, Path, first, ("If-None-Match", "*"));
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        using var taken = await SetAsync(server, Path, second, ("If-None-Match", "*"));
        Assert.Equal(HttpStatusCode.PreconditionFailed, taken.StatusCode);
        using var changed = await SetAsync(server, Path, second, ("If-Match", made.Headers.ETag!.Tag));
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        foreach (var (header, value) in new[] { ("If-Match", made.Headers.ETag.Tag), ("If-Match", "garbage"), ("If-None-Match", "garbage") })
        {
            using var late = await SetAsync(server, Path, first, (header, value));
            Assert.Equal(HttpStatusCode.PreconditionFailed, late.StatusCode);
        }

        Assert.Equal(second, (await server.GetAsync(Path)).Body.GetProperty("version").GetString());

        using var unknown = await SetAsync(server, Path, new string('0', 64));
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        using var used = await server.SendAsync(HttpMethod.Delete, $"/v1/programs/{second}");
        Assert.Equal(HttpStatusCode.Conflict, used.StatusCode);
        using var deleted = await server.SendAsync(HttpMethod.Delete, Path, headers: ("If-Match", changed.Headers.ETag!.Tag));
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        using var unused = await server.SendAsync(HttpMethod.Delete, $"/v1/programs/{second}");
        Assert.Equal(HttpStatusCode.NoContent, unused.StatusCode);
        Assert.Equal(404, (await server.GetAsync($"/v1/programs/{second}")).Status);
    }

    [Fact]
    public async Task A_name_in_an_upload_is_an_alias_that_leads_to_the_version()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        var (_, program) = await server.PostAsync("/v1/programs", Hello[..^1] + """, "name": "hello"}""");
        Assert.Equal(program.GetProperty("version").GetString(), (await server.GetAsync("/v1/programs/aliases/hello")).Body.GetProperty("version").GetString());
    }

    private static Task<HttpResponseMessage> SetAsync(RunningServer server, string path, string version, params (string, string)[] headers) =>
        server.SendAsync(HttpMethod.Put, path, Json($$"""{"version": "{{version}}"}"""), key: null, headers);

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static ByteArrayContent Bytes(byte[] bytes) => new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
}

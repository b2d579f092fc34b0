using Capsule.Runtime.Configuration;
using Capsule.Runtime.Programs;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Programs;

/// <summary>
/// Files of a program that are named like modules of the standard library, or like nothing that could be imported: the
/// program's own win, as where the folder of a script is searched first.
/// </summary>
public sealed class ModuleNameTests(RuntimeFixture fixture) : IDisposable
{
    /// <summary>Uses modules that the image holds and modules that it does not, after the file took one's name.</summary>
    private const string Entry = """
        import tempfile, uuid, csv, sqlite3, urllib.request, html, colorsys
        def main():
            return ["mine", len(uuid.uuid4().hex), colorsys.rgb_to_hsv(1, 1, 1)[2]]
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("random")]
    [InlineData("json")]
    [InlineData("calendar")]
    [InlineData("queue")]
    [InlineData("statistics")]
    [InlineData("types")]
    [InlineData("email")]
    [InlineData("asyncio")]
    [InlineData("inspect")]
    [InlineData("traceback")]
    [InlineData("linecache")]
    [InlineData("logging")]
    [InlineData("signal")]
    [InlineData("math")]
    [InlineData("zlib")]
    [InlineData("time")]
    [InlineData("sys")]
    [InlineData("os")]
    [InlineData("abc")]
    [InlineData("__main__")]
    [InlineData("ctypes")]
    [InlineData("capsule")]
    [InlineData("my-script")]
    [InlineData("with space")]
    [InlineData("2024_report")]
    [InlineData("class")]
    public async Task An_entry_of_any_name_runs(string name) => Assert.Equal("""["mine",32,1]""", await RunAsync(name, Entry));

    [Theory]
    [InlineData("random")]
    [InlineData("json")]
    [InlineData("queue")]
    [InlineData("email")]
    [InlineData("math")]
    [InlineData("array")]
    [InlineData("ctypes")]
    [InlineData("dbm")]
    public async Task A_module_of_the_program_is_imported_and_what_others_have_imported_stays(string name)
    {
        folder.Write($"{name}.py", "VALUE = 'mine'\n");
        Assert.Equal("""["mine",true,8]""", await RunAsync("program", $$"""
            import {{name}}, helper, tempfile, secrets
            def main():
                import {{name}} as again
                return [helper.{{name}}.VALUE, again is {{name}}, len(secrets.token_hex(4))]
            """, ("helper", $"import {name}\n")));
    }

    [Fact]
    public async Task A_package_of_the_program_is_imported_with_its_submodules()
    {
        folder.Write("email/__init__.py", "from email import message\n");
        folder.Write("email/message.py", "VALUE = 'mine'\n");
        Assert.Equal("\"mine\"", await RunAsync("program", "import email.message, http.client\ndef main(): return email.message.VALUE\n"));
    }

    [Theory]
    [InlineData("json/data.txt", "import json\ndef main(): return json.loads('1')\n")]
    [InlineData("sys.py", "import sys\ndef main(): return len(sys.argv)\n")]
    [InlineData("os.py", "import os\ndef main(): return os.EX_USAGE // 64\n")]
    [InlineData("time.py", "import time\ndef main(): return int(time.time() > 0)\n")]
    [InlineData("sub/json.py", "import json\ndef main(): return json.loads('1')\n")]
    public async Task What_hides_no_module_elsewhere_hides_none_here(string file, string entry)
    {
        folder.Write(file, "raise ImportError('not this one')\n");
        Assert.Equal("1", await RunAsync("program", entry));
    }

    [Fact]
    public async Task A_submodule_keeps_its_name()
    {
        folder.Write("tools/__init__.py", "");
        Assert.Equal("\"tools.json\"", await RunAsync("tools/json", "from . import __name__ as package\ndef main(): return __name__\n"));
    }

    [Fact]
    public async Task A_program_has_its_own_modules_where_it_is_built_of_its_own_sources_again()
    {
        folder.Write("random.py", "VALUE = 'mine'\n");
        Assert.True((await LoadAsync(folder.Write("main.py", "import random\ndef main(): return random.VALUE\n"))).TryGet(out var program, out _));

        var loaded = await fixture.Runtime.LoadAsync(program!.Source, new RunOptions(), TestContext.Current.CancellationToken);

        Assert.True(loaded.TryGet(out var again, out var failure), failure?.Message);
        var envelope = await fixture.Runtime.RunAsync(again!, new TaskCall(), new RunOptions(), TestContext.Current.CancellationToken);
        Assert.Equal("\"mine\"", envelope.Json());
    }

    [Fact]
    public async Task A_session_finds_a_module_that_a_cell_wrote()
    {
        await using var session = await fixture.Runtime.SessionAsync();
        await session.ReprAsync("open('queue.py', 'w').write('VALUE = 1'); open('json.py', 'w').write('VALUE = 2')\nimport json");
        Assert.Equal("(1, True)", await session.ReprAsync("import queue, json, http.client\n(queue.VALUE, 'loads' in dir(json))"));
    }

    [Theory]
    [InlineData("import capsule\ndef main(): return [capsule.task.__name__, capsule.__name__]\n", """["task","capsule"]""")]
    [InlineData("from capsule import task, tools\n@task(name='main')\ndef main(): return 1\n", "1")]
    public async Task The_sdk_is_there_beside_a_file_of_its_name(string entry, string result)
    {
        folder.Write("capsule.py", "def helper(): pass\n");
        Assert.Equal(result, await RunAsync("program", entry));
    }

    [Theory]
    [InlineData("capsule.py", "from capsule import helper\n")]
    [InlineData("capsule/__init__.py", "from capsule import helper\n")]
    [InlineData("capsule/__init__.py", "import capsule.helper\n")]
    public async Task Whoever_imports_a_file_that_is_named_like_the_sdk_is_told(string file, string entry)
    {
        folder.Write(file, "def helper(): pass\n");
        Assert.False((await LoadAsync(folder.Write("program.py", entry))).TryGet(out _, out var failure));
        Assert.Equal(ErrorType.BuildError, failure!.Type);
        Assert.Contains($"/workspace/{file} cannot be imported: 'capsule' is Capsule's own module in a sandbox; rename the file", failure.Message, StringComparison.Ordinal);
    }

    private async Task<string> RunAsync(string name, string entry, params (string Name, string Source)[] modules)
    {
        foreach (var (module, source) in modules)
        {
            folder.Write($"{module}.py", source);
        }

        Assert.True((await LoadAsync(folder.Write($"{name}.py", entry))).TryGet(out var program, out var failure), failure?.Traceback ?? failure?.Message);
        return (await fixture.Runtime.RunAsync(program!, new TaskCall(), new RunOptions(), TestContext.Current.CancellationToken)).Json();
    }

    private Task<Outcome<LoadedProgram>> LoadAsync(string path) => fixture.Runtime.LoadAsync(
        new ProgramRequest(path, new ProjectFile()), new RunOptions(), TestContext.Current.CancellationToken);
}

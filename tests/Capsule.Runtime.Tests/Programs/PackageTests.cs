using Capsule.Errors;
using Capsule.Programs;
using Capsule.Runtime.Configuration;
using Capsule.Runtime.Programs;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Programs;

/// <summary>Packages of others, from a virtual environment or a folder.</summary>
public sealed class PackageTests(RuntimeFixture fixture) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_package_of_the_virtual_environment_beside_the_program_is_used()
    {
        Install("greeter", "greeter/__init__.py", "from greeter.words import HELLO\n");
        folder.Write(".venv/lib/python3.11/site-packages/greeter/words.py", "HELLO = 'hello'\n");
        Record("greeter", "greeter/__init__.py,,\ngreeter/words.py,,\n");
        folder.Write("main.py", "import greeter\ndef main(): return [greeter.HELLO, greeter.__file__]\n");

        Assert.Equal("[\"hello\",\"/lib/site-packages/greeter/__init__.py\"]", await RunAsync());
    }

    [Fact]
    public async Task Only_needed_distributions_are_kept_with_their_dependencies_and_metadata()
    {
        Install("used", "used.py", "def value():\n    import dependency\n    return dependency.VALUE\n", "Requires-Dist: de-pendency>=1.0\nRequires-Dist: optional; extra == 'x'\n");
        Install("de_pendency", "dependency.py", "VALUE = 7\n");
        Install("optional", "optional.py", "");
        Install("unused", "unused.py", "");
        folder.Write("main.py", """
            import used, importlib.metadata, os
            def main():
                return [used.value(), importlib.metadata.version("de-pendency"), sorted(os.listdir("/lib/site-packages"))]
            """);

        Assert.Equal("[7,\"1.0\",[\"de_pendency-1.0.dist-info\",\"dependency.py\",\"used-1.0.dist-info\",\"used.py\"]]", await RunAsync());
    }

    [Fact]
    public async Task A_package_that_is_imported_late_is_kept()
    {
        Install("late", "late.py", "VALUE = 3\n");
        folder.Write("main.py", "def main():\n    import late\n    return late.VALUE\n");

        Assert.Equal("3", await RunAsync());
    }

    [Fact]
    public async Task Data_files_of_a_package_are_there()
    {
        Install("data", "data/__init__.py", "");
        folder.Write(".venv/lib/python3.11/site-packages/data/file.txt", "content");
        Record("data", "data/__init__.py,,\ndata/file.txt,,\n");
        folder.Write("main.py", "import data, importlib.resources as r\ndef main(): return r.files(data).joinpath('file.txt').read_text()\n");

        Assert.Equal("\"content\"", await RunAsync());
    }

    [Fact]
    public async Task A_changed_package_is_seen()
    {
        Install("changing", "changing.py", "VALUE = 1\n");
        folder.Write("main.py", "import changing\ndef main(): return changing.VALUE\n");
        Assert.Equal("1", await RunAsync());

        Install("changing", "changing.py", "VALUE = 2\n");

        Assert.Equal("2", await RunAsync());
    }

    [Fact]
    public async Task A_compiled_extension_is_refused_by_its_name()
    {
        Install("fast", "fast/__init__.py", "from fast import _speed\n");
        folder.Write(".venv/lib/python3.11/site-packages/fast/_speed.cpython-311-x86_64-linux-gnu.so", "ELF");
        Record("fast", "fast/__init__.py,,\nfast/_speed.cpython-311-x86_64-linux-gnu.so,,\n");
        folder.Write("main.py", "import fast\ndef main(): pass\n");

        var failure = await FailAsync();

        Assert.Equal(ErrorType.BuildError, failure.Type);
        Assert.Contains("'fast' contains a compiled extension, fast/_speed.cpython-311-x86_64-linux-gnu.so", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_that_does_without_its_extension_works()
    {
        Install("both", "both/__init__.py", "try:\n    from both import _speed\nexcept ImportError:\n    _speed = None\nVALUE = _speed is None\n");
        folder.Write(".venv/lib/python3.11/site-packages/both/_speed.so", "ELF");
        Record("both", "both/__init__.py,,\nboth/_speed.so,,\n");
        folder.Write("main.py", "import both\ndef main(): return both.VALUE\n");

        Assert.Equal("true", await RunAsync());
    }

    [Fact]
    public async Task A_folder_of_packages_can_be_named()
    {
        folder.Write("libs/thing.py", "VALUE = 'named'\n");
        folder.Write("main.py", "import thing\ndef main(): return thing.VALUE\n");

        Assert.Equal("\"named\"", await RunAsync(Path.Combine(folder.Path, "libs")));
        folder.Write("capsule.toml", "[build]\nsite_packages = \"libs\"\n");
        Assert.Equal("\"named\"", await RunAsync());
        Assert.Contains("--site-packages", (await FailAsync(Path.Combine(folder.Path, "none"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_called_of_the_host_while_a_program_is_loaded()
    {
        folder.Write("main.py", "from _capsule_guest import host\nhost.call('run.sleep', seconds=1)\ndef main(): pass\n");

        var failure = await FailAsync();
        Assert.Equal(ErrorType.BuildError, failure.Type);
        Assert.Contains("inside of a task", failure.Message, StringComparison.Ordinal);
    }

    private void Install(string name, string file, string source, string headers = "")
    {
        folder.Write($".venv/lib/python3.11/site-packages/{file}", source);
        folder.Write(
            $".venv/lib/python3.11/site-packages/{name}-1.0.dist-info/METADATA",
            $"Metadata-Version: 2.1\nName: {name.Replace('_', '-')}\nVersion: 1.0\n{headers}\nA description\n");
        Record(name, $"{file},,\n");
    }

    private void Record(string name, string files) => folder.Write(
        $".venv/lib/python3.11/site-packages/{name}-1.0.dist-info/RECORD",
        $"{files}{name}-1.0.dist-info/METADATA,,\n{name}-1.0.dist-info/RECORD,,\n../../../bin/{name},,\n");

    private async Task<string> RunAsync(string? sitePackages = null)
    {
        var loaded = await LoadAsync(sitePackages);
        Assert.True(loaded.TryGet(out var program, out var failure), $"{failure?.Message}\n{failure?.Traceback}");
        return (await fixture.Runtime.RunAsync(
            program!, new TaskCall(), new RunOptions(), TestContext.Current.CancellationToken)).Json();
    }

    private async Task<Failure> FailAsync(string? sitePackages = null)
    {
        Assert.False((await LoadAsync(sitePackages)).TryGet(out _, out var failure));
        return failure;
    }

    private Task<Outcome<LoadedProgram>> LoadAsync(string? sitePackages)
    {
        Assert.True(ProjectFileReader.Find(folder.Path).TryGet(out var project, out _));
        return fixture.Runtime.LoadAsync(
            new ProgramRequest(Path.Combine(folder.Path, "main.py"), project!, sitePackages), new RunOptions(),
            TestContext.Current.CancellationToken);
    }
}

using System.Globalization;
using Capsule.Runtime.Configuration;
using Capsule.Runtime.Programs;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Programs;

/// <summary>Modules of packages are compiled once on a machine, and nobody can change what others get.</summary>
public sealed class BytecodeTests(RuntimeFixture fixture) : IDisposable
{
    private const string Late = "def main():\n    import library\n    return library.f0(1)\n";

    private readonly TemporaryFolder folder = new();

    /// <summary>No other test has the same sources: what they are compiled to is not in the cache.</summary>
    private readonly string marker = Guid.NewGuid().ToString("N");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_library_is_compiled_once_for_all_programs()
    {
        WriteLibrary();
        folder.Write("first.py", "import library\ndef main(): return library.f0(1)\n");
        folder.Write("second.py", "import library\ndef main(): return library.f1(1)\n");
        var cost = await CostOfCompilingAsync();

        Assert.Equal("2", (await RunAsync("first.py", LoadLimits.Default)).Json());

        // As much as executing the module takes, and far less than compiling it.
        Assert.Equal("2", (await RunAsync("second.py", new LoadLimits { Compute = new Compute(cost / 3) })).Json());
    }

    [Fact]
    public async Task What_a_task_imports_when_it_runs_is_compiled_once_too()
    {
        WriteLibrary();
        folder.Write("late.py", Late);
        folder.Write("later.py", Late);
        var cost = await CostOfCompilingAsync();

        Assert.Equal("2", (await RunAsync("late.py", LoadLimits.Default)).Json());
        Assert.InRange((await RunAsync("later.py", LoadLimits.Default)).Execution.FuelConsumed, 1, cost / 3);
    }

    [Fact]
    public async Task Code_has_the_name_of_its_file_and_its_source()
    {
        folder.Write("libs/library/__init__.py", "from library.inner import fail\n");
        folder.Write("libs/library/inner.py", $"def fail():\n    # {marker}\n    raise KeyError('x')\n");
        folder.Write("main.py", """
            import inspect, os, traceback
            import library
            def main():
                try:
                    library.fail()
                except KeyError as error:
                    frame = traceback.extract_tb(error.__traceback__)[-1]
                return [frame.filename, frame.lineno, frame.line, library.fail.__code__.co_filename, inspect.getsource(library.fail).count("\n"),
                    sorted(os.listdir(os.path.dirname(library.__file__)))]
            """);

        Assert.Equal(
            """["/lib/site-packages/library/inner.py",3,"raise KeyError('x')","/lib/site-packages/library/inner.py",3,["__init__.py","inner.py"]]""",
            (await RunAsync("main.py", LoadLimits.Default)).Json());
    }

    /// <summary>Whatever a program does to its own interpreter while it is loaded, it never comes near what is kept.</summary>
    [Fact]
    public async Task A_hostile_program_cannot_change_what_another_program_imports()
    {
        folder.Write("libs/library.py", $"VALUE = 'true'  # {marker}\n");
        folder.Write("hostile.py", """
            import _capsule_guest.bytecode, builtins, importlib._bootstrap_external as external, sys
            forged = compile("VALUE = 'forged'", "x", "exec")
            builtins.compile = lambda *a, **k: forged
            _capsule_guest.bytecode.compile_module.__code__ = (lambda source: b"forged").__code__
            external._code_to_hash_pyc.__code__ = (lambda code, hash, checked=True: b"forged").__code__
            external.SourceLoader.source_to_code = lambda self, data, path, **k: forged
            try:
                import os
                with open("/lib/site-packages/__pycache__/library.cpython-314.pyc", "wb") as file:
                    file.write(b"forged")
            except OSError:
                pass
            import library
            def main(): return library.VALUE
            """);
        folder.Write("honest.py", "import library\ndef main(): return library.VALUE\n");

        await RunAsync("hostile.py", LoadLimits.Default);
        Assert.Equal("\"true\"", (await RunAsync("honest.py", LoadLimits.Default)).Json());
    }

    [Theory]
    [InlineData("def f(:\n", "SyntaxError")]
    [InlineData("x = '\\ud800'\ny = b'é'\n", "SyntaxError")]
    [InlineData("x = 'a\0b'\n", "SyntaxError")]
    [InlineData("import nothing_of_that_name\n", "ModuleNotFoundError")]
    public async Task A_module_that_does_not_compile_fails_as_it_does_elsewhere(string source, string exception)
    {
        folder.Write("libs/library.py", source + $"# {marker}\n");
        folder.Write("main.py", """
            try:
                import library
            except Exception as error:
                problem = type(error).__name__
            def main(): return problem
            """);

        Assert.Equal($"\"{exception}\"", (await RunAsync("main.py", LoadLimits.Default)).Json());
    }

    [Fact]
    public async Task A_module_that_is_too_large_to_be_compiled_apart_is_compiled_by_its_program()
    {
        folder.Write("libs/library.py", $"# {marker}\n" + string.Concat(Enumerable.Repeat("# a comment of a very long module\n", 20_000)) + "VALUE = 5\n");
        folder.Write("main.py", "import library\ndef main(): return library.VALUE\n");

        Assert.Equal("5", (await RunAsync("main.py", LoadLimits.Default)).Json());
    }

    private void WriteLibrary()
    {
        folder.Write("libs/library.py", Library(marker));
        folder.Write("libs/library-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: library\nVersion: 1.0\n");
        folder.Write("libs/library-1.0.dist-info/RECORD", "library.py,,\n");
    }

    /// <summary>A module that costs much to compile, and little to execute.</summary>
    private static string Library(string mark) => $"# {mark}\n" + string.Concat(Enumerable.Range(0, 3000).Select(n => string.Create(
        CultureInfo.InvariantCulture, $"def f{n}(x):\n    return sum(y * {n} + x for y in range(x)) + (x if x else {n})\n")));

    private async Task<long> CostOfCompilingAsync()
    {
        var envelope = await fixture.Runtime.RunAsync(
            "def main(source):\n    compile(source, 'x', 'exec')\n", overrides: new TaskLimits { Compute = Compute.High },
            arguments: Library(marker));
        Assert.True(envelope.Success, envelope.Error?.Message);
        return envelope.Execution.FuelConsumed;
    }

    private async Task<Envelope> RunAsync(string file, LoadLimits limits)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var loaded = await fixture.Runtime.LoadAsync(
            new ProgramRequest(Path.Combine(folder.Path, file), new ProjectFile { Loading = limits }, Path.Combine(folder.Path, "libs")),
            new RunOptions(), cancellationToken);
        Assert.True(loaded.TryGet(out var program, out var failure), $"{failure?.Message}\n{failure?.Traceback}");
        return await fixture.Runtime.RunAsync(program, new TaskCall(), new RunOptions(), cancellationToken);
    }
}

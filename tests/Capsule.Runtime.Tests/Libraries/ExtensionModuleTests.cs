using Capsule.Runtime.Programs;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Libraries;

/// <summary>Compiled extension modules of Python, and libraries that they need, loaded into the sandbox.</summary>
public sealed class ExtensionModuleTests(RuntimeFixture fixture)
{
    private static (string, byte[]) Counter => ("counter", WasmCompiler.Build("counter.c"));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_module_has_data_zeroed_memory_pointers_and_the_heap() => Assert.Equal(
        "[41,42,13,12]",
        (await RunAsync("import counter\n", "return [counter.next(), counter.next(), counter.apply(3), counter.apply(4)]", Counter)).Json());

    [Fact]
    public async Task A_module_raises_exceptions_of_Python() => Assert.Equal(
        "\"a negative number\"",
        (await RunAsync("import counter\n", "try:\n    counter.apply(-1)\nexcept ValueError as e:\n    return str(e)", Counter)).Json());

    [Fact]
    public async Task What_was_imported_is_in_the_snapshot_and_each_run_starts_from_there()
    {
        var program = (await fixture.Runtime.LoadAsync(
            Program("import counter\ncounter.next()\n", "return counter.next()", Counter), new RunOptions(), Stop)).Get();
        Assert.Equal("counter", Path.GetFileName(Assert.Single(program.Snapshot!.Modules).Name).Split('.')[0]);
        for (var run = 0; run < 3; run++)
        {
            Assert.Equal("42", (await fixture.Runtime.RunAsync(program, new TaskCall(), new RunOptions(), Stop)).Json());
        }
    }

    [Fact]
    public async Task A_module_is_imported_inside_of_a_task() => Assert.Equal(
        "41", (await RunAsync("", "import counter\nreturn counter.next()", Counter)).Json());

    [Theory]
    [InlineData("")]
    [InlineData("-mllvm -wasm-use-legacy-eh=false")]
    public async Task Exceptions_of_Cpp_are_caught_in_both_encodings(string compile)
    {
        var module = ("exceptions", WasmCompiler.Build("exceptions.cpp", compile + " -fno-rtti"));
        Assert.Equal(
            """[0,"int 7 after 3","double after 1"]""",
            (await RunAsync("import exceptions\n", "return [exceptions.caught(0) - 2, exceptions.caught(7), exceptions.caught(-1)]", module)).Json());
    }

    [Fact]
    public async Task An_exception_of_Cpp_that_nobody_catches_ends_the_task()
    {
        var envelope = await RunAsync("import exceptions\n", "exceptions.uncaught(9)", ("exceptions", WasmCompiler.Build("exceptions.cpp", "-fno-rtti")));
        Assert.Equal(ErrorType.TaskError, envelope.Error?.Type);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-mllvm -wasm-use-legacy-eh=false")]
    public async Task Long_jumps_work_in_both_encodings(string compile) => Assert.Equal(
        """[1,"jumped 6"]""",
        (await RunAsync("import jumps\n", "return [jumps.jumped(1), jumps.jumped(6)]", ("jumps", WasmCompiler.Build("jumps.c", compile)))).Json());

    [Fact]
    public async Task A_library_that_a_module_needs_is_found_beside_it_and_shared()
    {
        var envelope = await RunAsync("import user\n", "import user2\nreturn [user.use(1), user2.use(1), user.use(1)]", User, Shared, ("user2", User2));
        Assert.Equal("[24,26,28]", envelope.Json());
    }

    [Fact]
    public async Task What_a_library_needs_and_is_not_there_is_named()
    {
        var envelope = await RunAsync("", "import user", User);
        Assert.Equal("ImportError", envelope.Error?.Exception);
        Assert.Contains("it needs libshared.so, which is not there", envelope.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_that_nobody_defines_is_named_when_it_is_called()
    {
        Assert.Equal("-1", (await RunAsync("import user\n", "return user.weak()", User, Shared)).Json());
        var envelope = await RunAsync("import user\n", "return user.lack()", User, Shared);
        Assert.Equal(ErrorType.TaskError, envelope.Error?.Type);
        Assert.Contains("called 'nobody_defines', which neither the interpreter nor any library has", envelope.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_of_a_library_is_metered()
    {
        var program = Program("import counter\n", "counter.spin()", Counter);
        var limits = new TaskLimits { Compute = new Compute(100_000_000) };
        var envelope = await fixture.Runtime.RunAsync(program, new TaskCall(), new RunOptions { Overrides = limits }, Stop);
        Assert.Equal(ErrorType.FuelExhausted, envelope.Error?.Type);
    }

    [Fact]
    public async Task Libraries_that_the_guest_made_are_not_loaded()
    {
        var envelope = await RunAsync(
            "",
            """
            import shutil, sys
            shutil.copy('/lib/site-packages/counter.cpython-314-wasm32-emscripten.so', '/tmp')
            sys.path.insert(0, '/tmp')
            import counter
            """,
            Counter);
        Assert.Equal("ImportError", envelope.Error?.Exception);
        Assert.Contains("only libraries that came with the program or its packages are loaded", envelope.Error!.Message, StringComparison.Ordinal);
    }

    private static (string, byte[]) User => ("user", WasmCompiler.Build("user.c", link: WasmCompiler.LibraryPath("libshared.so", "shared.c")));

    private static byte[] User2 => WasmCompiler.Build("user.c", "-Duser=user2 -DPyInit_user=PyInit_user2", WasmCompiler.LibraryPath("libshared.so", "shared.c"));

    private static (string, byte[]) Shared => ("libshared.so", WasmCompiler.Build("shared.c"));

    private Task<Envelope> RunAsync(string imports, string body, params (string Module, byte[] Library)[] libraries) =>
        fixture.Runtime.RunAsync(Program(imports, body, libraries), new TaskCall(), new RunOptions(), Stop);

    private static ProgramSource Program(string imports, string body, params (string Module, byte[] Library)[] libraries) =>
        ProgramSource.FromText(Sources.MainOf(body, before: imports)) with
        {
            Packages = libraries.ToDictionary(
                library => library.Module.EndsWith(".so", StringComparison.Ordinal) ? library.Module : WasmCompiler.FileOf(library.Module),
                library => (ReadOnlyMemory<byte>)library.Library),
        };
}

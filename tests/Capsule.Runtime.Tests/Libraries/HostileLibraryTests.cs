using Capsule.Runtime.Programs;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Libraries;

/// <summary>Libraries that attack when they are loaded, or when they run: the task ends in an orderly way, and so does nothing else.</summary>
public sealed class HostileLibraryTests(RuntimeFixture fixture)
{
    private const string Forever = "(loop $l (br $l))";

    [Theory]
    [InlineData("(func (export \"__wasm_call_ctors\") " + Forever + ")")]
    [InlineData("(func (export \"__wasm_apply_data_relocs\") " + Forever + ")")]
    [InlineData("(func $start " + Forever + ") (start $start)")]
    [InlineData("(func $f (export \"__wasm_call_ctors\") (return_call $f))")]
    [InlineData("(type $t (func)) (func $f (export \"__wasm_call_ctors\") (return_call_indirect (type $t) (global.get $tb))) (elem (global.get $tb) func $f)")]
    [InlineData("(func (export \"__wasm_call_ctors\") (loop $l (memory.fill (global.get $mb) (i32.const 0) (i32.const 16)) (br $l)))")]
    public async Task Code_without_an_end_ends_with_the_compute_limit(string code) =>
        Assert.Equal(ErrorType.FuelExhausted, (await ImportAsync(HostileLibrary.Of("", code))).Error?.Type);

    [Theory]
    [InlineData("(func (export \"__wasm_call_ctors\") (i32.store (i32.const -4) (i32.const 1)))", "outside its memory")]
    [InlineData("(func (export \"__wasm_call_ctors\") (unreachable))", "aborted")]
    [InlineData("(type $t (func (param i64 i64))) (func (export \"__wasm_call_ctors\") (call_indirect (type $t) (i64.const 1) (i64.const 1) (i32.const 1)))", "")]
    [InlineData("(type $t (func)) (func (export \"__wasm_call_ctors\") (call_indirect (type $t) (i32.const 399999)))", "")]
    [InlineData("(func (export \"__wasm_call_ctors\") (memory.fill (i32.const 0) (i32.const 0) (i32.const -1)))", "")]
    public async Task A_trap_while_it_is_loaded_ends_the_task(string code, string reason)
    {
        var envelope = await ImportAsync(HostileLibrary.Of("", code));
        Assert.False(envelope.Success);
        Assert.Contains(reason, envelope.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recursion_without_an_end_ends_the_task() => Assert.False(
        (await ImportAsync(HostileLibrary.Of("", "(func $f (export \"__wasm_call_ctors\") (call $f) (call $f))"))).Success);

    [Theory]
    [InlineData("(import \"env\" \"malloc\" (func (param i64)))", "", "incompatible import type")]
    [InlineData("(import \"GOT.func\" \"nobody_has_it\" (global (mut i32)))", "", "undefined symbol: nobody_has_it")]
    [InlineData("(import \"GOT.mem\" \"malloc\" (global (mut i32)))", "", "undefined symbol: malloc")]
    [InlineData("", "(data (global.get $mb) \"seventeen bytes..\")", "has data beyond its memory")]
    [InlineData("", "(func (param i32) (local i64) (local.get 0))", "failed to compile|type mismatch|expected")]
    public async Task What_cannot_be_bound_or_is_invalid_is_an_import_error(string imports, string rest, string reason)
    {
        var envelope = await ImportAsync(HostileLibrary.Of(imports, rest));
        Assert.Equal("ImportError", envelope.Error?.Exception);
        Assert.Contains(reason.Split('|'), part => envelope.Error!.Message.Contains(part, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Libraries_that_need_each_other_in_a_circle_are_refused()
    {
        // Needed libraries: one name of 8 bytes.
        var evil = HostileLibrary.Of("", "", @"\01\04\10\00\02\00\02\0a\01\08other.so");
        var other = HostileLibrary.Of("", "", @"\01\04\10\00\02\00\02\27\01\25evil.cpython-314-wasm32-emscripten.so");
        var envelope = await ImportAsync(evil, ("other.so", other));
        Assert.Contains("in a circle", envelope.Error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_library_cannot_have_more_memory_than_the_task()
    {
        var library = HostileLibrary.Of("", "", @"\01\08\80\80\80\80\01\00\00\00");
        var envelope = await ImportAsync(library, limits: new TaskLimits { Ram = new ByteSize(64 << 20) });
        Assert.Contains("no memory", envelope.Error?.Message, StringComparison.Ordinal);
    }

    /// <summary>Threat: a library that takes a minute to compile, and a task that has a second.</summary>
    [Fact]
    public async Task The_time_limit_holds_while_a_library_is_compiled_and_the_next_run_finds_it()
    {
        // None that an earlier run has compiled.
        var start = Random.Shared.Next(1 << 30);
        var functions = string.Concat(Enumerable.Range(start, 2_000).Select(i =>
            $"(func (param i32 i32) (result i32) {string.Concat(Enumerable.Repeat("(local.set 0 (i32.mul (i32.add (local.get 0) (local.get 1)) (i32.xor (local.get 1) (local.get 0))))", 20))} (i32.add (local.get 0) (i32.const {i})))"));
        var library = HostileLibrary.Of("", functions);
        var hurried = await ImportAsync(library, new TaskLimits { Timeout = TimeSpan.FromMilliseconds(50) });
        Assert.Equal(ErrorType.Timeout, hurried.Error?.Type);
        var patient = await ImportAsync(library, new TaskLimits { Timeout = Patience.Time });
        Assert.Contains("PyInit_evil", patient.Error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_without_an_end_is_refused()
    {
        var library = HostileLibrary.Of("", "", @"\01\06\10\00\c0\9a\0c\00");
        var many = Enumerable.Range(0, 4).Select(i => ($"m{i}.cpython-314-wasm32-emscripten.so", library)).ToArray();
        var envelope = await RunAsync("import m0\nimport m1", many, null);
        Assert.Equal("ImportError", envelope.Error?.Exception);
    }

    private Task<Envelope> ImportAsync(byte[] library, params (string, byte[])[] others) => ImportAsync(library, null, others);

    private Task<Envelope> ImportAsync(byte[] library, TaskLimits? limits, params (string, byte[])[] others) =>
        RunAsync("import evil", [(WasmCompiler.FileOf("evil"), library), .. others], limits);

    private Task<Envelope> RunAsync(string body, (string Name, byte[] Library)[] libraries, TaskLimits? limits)
    {
        var program = ProgramSource.FromText(Sources.MainOf(body)) with
        {
            Packages = libraries.ToDictionary(library => library.Name, library => (ReadOnlyMemory<byte>)library.Library),
        };
        var options = new RunOptions { Overrides = limits ?? new TaskLimits { Compute = new Compute(200_000_000) } };
        return fixture.Runtime.RunAsync(program, new TaskCall(), options, TestContext.Current.CancellationToken);
    }
}

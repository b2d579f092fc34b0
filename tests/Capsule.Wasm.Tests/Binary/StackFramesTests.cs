using Capsule.Wasm.Binary;
using Capsule.Wasm.Engine;
using Capsule.Wasm.Tests.Support;

namespace Capsule.Wasm.Tests.Binary;

public sealed class StackFramesTests
{
    private const string Around = """
        (module
          (global $sp (export "sp") (mut i32) (i32.const 1000))
          (func (export "see") (result i32) (global.get $sp))
          (func (export "f") (param i32) (local $kept i32) {0}))
        """;

    [Fact]
    public void A_function_that_keeps_the_stack_pointer_gets_a_frame()
    {
        var module = Read("""
            (drop (local.tee $kept (global.get $sp)))
            (if (local.get 0) (then (global.set $sp (local.get $kept)) (return)))
            (global.set $sp (local.get $kept))
            """);
        var before = module.Bodies[1];

        StackFrames.Add(module, "f", "sp", 256);

        var written = module.Write();
        using var engine = new WasmEngine();
        engine.Validate(written);
        Assert.Equal(before.Length + 8, module.Bodies[1].Length); // global.get, i32.const 256, i32.sub, global.set
    }

    [Theory]
    [InlineData("(nop)")]
    [InlineData("(drop (local.tee $kept (global.get $sp)))")]
    [InlineData("(drop (local.tee $kept (global.get $sp))) (if (local.get 0) (then (return))) (global.set $sp (local.get $kept))")]
    [InlineData("(drop (local.tee $kept (global.get $sp))) (global.set $sp (local.get 0))")]
    [InlineData("(drop (local.tee $kept (global.get $sp))) (drop (global.get $sp)) (global.set $sp (local.get $kept))")]
    public void Any_other_function_is_refused(string body)
    {
        var module = Read(body);

        Assert.Throws<InvalidDataException>(() => StackFrames.Add(module, "f", "sp", 256));
    }

    [Fact]
    public void A_name_that_is_not_exported_is_refused() =>
        Assert.Throws<InvalidDataException>(() => StackFrames.Add(Read("(nop)"), "g", "sp", 256));

    private static WasmModule Read(string body) =>
        WasmModule.Read(Wat.ToBytes(Around.Replace("{0}", body, StringComparison.Ordinal)));
}

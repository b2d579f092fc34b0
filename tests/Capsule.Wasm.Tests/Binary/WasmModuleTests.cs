using Capsule.Wasm.Binary;
using Capsule.Wasm.Engine;
using Capsule.Wasm.Tests.Metering;
using Capsule.Wasm.Tests.Support;
using CsCheck;

namespace Capsule.Wasm.Tests.Binary;

public sealed class WasmModuleTests
{
    public static TheoryData<string> Modules => [.. MeteredGuests.Endless.Keys];

    [Theory]
    [MemberData(nameof(Modules))]
    public void A_metered_module_is_valid(string name)
    {
        using var engine = new WasmEngine();
        var module = WasmModule.Read(Wat.ToBytes(MeteredGuests.Endless[name]));
        MeteringPassOf(module);

        engine.Validate(module.Write());
    }

    [Fact]
    public void Any_bytes_are_either_a_module_or_refused()
    {
        var valid = Wat.ToBytes(MeteredGuests.Endless["a loop in a loop"]);
        Gen.Select(Gen.Int[0, valid.Length - 1], Gen.Byte, Gen.Int[0, valid.Length]).Holds(
            (position, value, length) =>
            {
                var bytes = valid.ToArray();
                bytes[position] = value;
                try
                {
                    WasmModule.Read(bytes.AsMemory(0, length)).Bodies.ForEach(Walk);
                }
                catch (InvalidDataException)
                {
                    // what every malformed module ends in
                }
            },
            iter: 20_000);
    }

    [Theory]
    [InlineData("""(module (import "m" "memory" (memory 1)))""", "imports a Memory")]
    [InlineData("""(module (func $f) (start $f))""", "section Start")]
    [InlineData("""(module (memory 1) (data "passive"))""", "not active")]
    [InlineData("""(module (func (drop (v128.const i8x16 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0))))""", "")]
    public void What_no_guest_of_ours_may_have_is_refused(string wat, string reason)
    {
        if (reason.Length == 0)
        {
            MeteringPassOf(WasmModule.Read(Wat.ToBytes(wat)));
            return;
        }

        var error = Assert.Throws<InvalidDataException>(() => WasmModule.Read(Wat.ToBytes(wat)));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private static void Walk(ReadOnlyMemory<byte> body)
    {
        var reader = new InstructionReader(body.Span);
        while (reader.Next())
        {
            Assert.InRange(reader.End, reader.Start + 1, body.Length);
        }
    }

    private static void MeteringPassOf(WasmModule module) => Wasm.Metering.MeteringPass.Apply(module);
}

using Capsule.Wasm.Binary;
using Capsule.Wasm.Metering;
using Capsule.Wasm.Tests.Support;

namespace Capsule.Wasm.Tests.Metering;

public sealed class MeteringVerifierTests
{
    public static TheoryData<string> Endless => [.. MeteredGuests.Endless.Keys];

    [Fact]
    public void A_module_without_a_meter_is_refused() =>
        Assert.ThrowsAny<Exception>(() => MeteringVerifier.Verify(Read("""(module (func (export "run")))""")));

    [Theory]
    [MemberData(nameof(Endless))]
    public void Every_check_that_is_taken_out_of_endless_code_is_missed(string name)
    {
        var metered = Metered(MeteredGuests.Endless[name]);
        var removed = 0;
        for (var function = 0; function < metered.Bodies.Count; function++)
        {
            foreach (var body in WithoutOneCheck(metered, function))
            {
                var broken = Metered(MeteredGuests.Endless[name]);
                broken.Bodies[function] = body;
                Assert.Throws<InvalidDataException>(() => MeteringVerifier.Verify(broken));
                removed++;
            }
        }

        Assert.True(removed > 0);
    }

    [Theory]
    [InlineData("global.set", new byte[] { 0x41, 0, 0x24 })]
    [InlineData("global.get", new byte[] { 0x23 })]
    public void Code_that_touches_the_budget_is_refused(string what, byte[] instruction)
    {
        var module = Metered("""(module (func (export "run")))""");
        var budget = (byte)module.Exports.Single(export => export.Name == MeteringPass.BudgetExport).Index;
        var drop = what == "global.get" ? new byte[] { 0x1a } : [];
        module.Bodies[0] = new byte[] { 0 }.Concat(instruction).Append(budget).Concat(drop).Append((byte)0x0b).ToArray();

        var error = Assert.Throws<InvalidDataException>(() => MeteringVerifier.Verify(module));
        Assert.Contains("touches the budget", error.Message, StringComparison.Ordinal);
    }

    private static WasmModule Read(string wat) => WasmModule.Read(Wat.ToBytes(wat));

    private static WasmModule Metered(string wat)
    {
        var module = Read(wat);
        MeteringPass.Apply(module);
        return module;
    }

    /// <summary>All variants of a body in which one check, found by its bytes, is gone.</summary>
    private static IEnumerable<byte[]> WithoutOneCheck(WasmModule module, int function)
    {
        var body = module.Bodies[function].ToArray();
        var budget = (byte)module.Exports.Single(export => export.Name == MeteringPass.BudgetExport).Index;
        for (var start = 1; start < body.Length; start++)
        {
            // global.get budget; i32.const cost; i32.sub; … ; if; call refill; end
            if (body.AsSpan(start) is [0x23, var global, 0x41, _, 0x6b, 0x24, ..] && global == budget)
            {
                var end = body.AsSpan(start).IndexOf((byte)0x0b) + start + 1;
                yield return [.. body[..start], .. body[end..]];
            }
        }
    }
}

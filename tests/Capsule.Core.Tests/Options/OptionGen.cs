using Capsule.Options;
using CsCheck;

namespace Capsule.Core.Tests.Options;

/// <summary>Generates what somebody may write for an option.</summary>
internal static class OptionGen
{
    /// <summary>Any text, and more often one that is nearly a value: digits of two scripts, units, signs.</summary>
    internal static Gen<string> Text { get; } = Gen.OneOf(
        Gen.String,
        Gen.String[Gen.Char["0123456789٣.,-+ eE_"], 0, 12],
        Gen.String[Gen.Char["0159.dhmsDHMS "], 0, 12],
        Gen.String[Gen.Char["0159.kKMGiIbB "], 0, 12],
        Gen.String[Gen.Char["LOWMEDIUHGlowmediuhgı"], 0, 6],
        Gen.OneOf("LOW", "medium", "64MB", "512MiB", "30s", "1h30m", "NaN", "Infinity", "∞", "./data", "rw"));

    private static Gen<OptionValue> Leaf { get; } = Gen.OneOf(
        Text.Select(text => (OptionValue)new OptionValue.Text(text)),
        Gen.OneOf(Gen.Long, Gen.Long[-2, 200]).Select(integer => (OptionValue)new OptionValue.Integer(integer)),
        Gen.OneOf(Gen.Double, Gen.Double[-1, 100]).Select(real => (OptionValue)new OptionValue.Real(real)),
        Gen.Bool.Select(flag => (OptionValue)new OptionValue.Flag(flag)),
        Gen.Const((OptionValue)new OptionValue.Other("<function main>")));

    internal static Gen<OptionValue> Value { get; } = Nested(2);

    private static Gen<OptionValue> Nested(int depth) => depth == 0 ? Leaf : Gen.Frequency(
        (6, Leaf),
        (2, Nested(depth - 1).List[0, 3].Select(items => (OptionValue)new OptionValue.List(items))),
        (1, Gen.Dictionary(Gen.OneOf(Gen.OneOf("path", "mode"), Text), Nested(depth - 1))[0, 3]
            .Select(items => (OptionValue)new OptionValue.Table(new Dictionary<string, OptionValue>(items)))));
}

using Capsule.Options;
using CsCheck;

namespace Capsule.Core.Tests.Options;

/// <summary>Generates what somebody may write for an option.</summary>
internal static class OptionGen
{
    /// <summary>Numbers that a parser takes, and ones that it must not take.</summary>
    private static Gen<string> Amount { get; } = Gen.OneOf(
        Gen.OneOf("", "0", "1", "007", "30", "0.5", ".5", "1.", "-1", "+1", "1e3", "1_000", "1,5", "٣", "0.0001"),
        Gen.String[Gen.Char["0123456789"], 1, 30],
        Gen.String[Gen.Char["0159٣.,-+eE "], 0, 6]);

    private static Gen<string> Unit { get; } = Gen.OneOf(
        "", " ", "ms", "s", "m", "h", "d", "H", "M", "Ms", "B", "KB", "mb", "GB", "KiB", "MiB", "gib",
        "TB", " MB", "parsecs");

    /// <summary>Any text, and more often one that is nearly a value: up to three amounts with units.</summary>
    internal static Gen<string> Text { get; } = Gen.Frequency(
        (1, Gen.String),
        (1, Gen.String[Gen.Char["LOWMEDIUHGlowmediuhgı "], 0, 6]),
        (1, Gen.OneOf("LOW", "medium", "High", "NaN", "Infinity", "∞", "./data", "rw")),
        (4, Gen.Select(Amount, Unit, (amount, unit) => amount + unit).Array[1, 3].Select(string.Concat)));

    private static Gen<OptionValue> Leaf { get; } = Gen.Frequency(
        (5, Text.Select(text => (OptionValue)new OptionValue.Text(text))),
        (2, Gen.OneOf(Gen.Long, Gen.Long[-2, 200]).Select(integer => (OptionValue)new OptionValue.Integer(integer))),
        (2, Gen.OneOf(Gen.Double, Gen.Double[-1, 100]).Select(real => (OptionValue)new OptionValue.Real(real))),
        (1, Gen.Bool.Select(flag => (OptionValue)new OptionValue.Flag(flag))),
        (1, Gen.Const((OptionValue)new OptionValue.Other("<function main>"))));

    internal static Gen<OptionValue> Value { get; } = Nested(2);

    private static Gen<OptionValue> Nested(int depth) => depth == 0 ? Leaf : Gen.Frequency(
        (6, Leaf),
        (2, Nested(depth - 1).List[0, 3].Select(items => (OptionValue)new OptionValue.List(items))),
        (1, Gen.Dictionary(Gen.OneOf(Gen.OneOf("path", "mode"), Text), Nested(depth - 1))[0, 3]
            .Select(items => (OptionValue)new OptionValue.Table(new Dictionary<string, OptionValue>(items)))));
}

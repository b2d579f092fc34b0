using System.Globalization;
using Capsule.Options;

namespace Capsule;

/// <summary>How much a task may compute, in units: one is about one WebAssembly instruction (docs/reference/envelope.md).</summary>
/// <param name="Units">The number of units, positive.</param>
/// <param name="Level">The name of that amount; null where it has none, or none was asked for.</param>
public readonly record struct Compute(long Units, string? Level = null)
{
    /// <summary>What an option of this type takes, for messages.</summary>
    public const string Forms = "\"LOW\", \"MEDIUM\", \"HIGH\" or a number of units from 1, such as 500000000";

    /// <summary>100 million units: about 10 ms of Python.</summary>
    public static readonly Compute Low = new(100_000_000, "LOW");

    /// <summary>2 thousand million units: about 0.2 s of Python.</summary>
    public static readonly Compute Medium = new(2_000_000_000, "MEDIUM");

    /// <summary>50 thousand million units: about 5 s of Python.</summary>
    public static readonly Compute High = new(50_000_000_000, "HIGH");

    private static readonly Compute[] Levels = [Low, Medium, High];

    /// <summary>Reads an option; null when it is none of <see cref="Forms"/>.</summary>
    internal static Compute? Read(OptionValue value) => value switch
    {
        OptionValue.Integer { Value: > 0 } integer => FromUnits(integer.Value),
        OptionValue.Text text => FromText(text.Value),
        _ => null,
    };

    /// <inheritdoc/>
    public override string ToString() => Level is null
        ? Units.ToString(CultureInfo.InvariantCulture)
        : $"{Level} ({Units.ToString("N0", CultureInfo.InvariantCulture)} units)";

    private static Compute FromUnits(long units) =>
        Levels.Where(level => level.Units == units).Append(new Compute(units)).First();

    private static Compute? FromText(string text)
    {
        foreach (var level in Levels)
        {
            if (string.Equals(level.Level, text, StringComparison.OrdinalIgnoreCase))
            {
                return level;
            }
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var units) && units > 0
            ? FromUnits(units)
            : null;
    }
}

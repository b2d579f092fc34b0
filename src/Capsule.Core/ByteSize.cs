using System.Globalization;
using Capsule.Options;

namespace Capsule;

/// <summary>An amount of memory.</summary>
/// <param name="Bytes">The number of bytes, positive.</param>
public readonly record struct ByteSize(long Bytes)
{
    /// <summary>What an option of this type takes, for messages.</summary>
    public const string Forms = "a size such as \"64MB\", \"512MiB\", \"2GB\" or \"0.5GB\", or a number of bytes";

    /// <summary>KB, MB and GB are powers of 1000, KiB, MiB and GiB powers of 1024 (IEC 80000-13).</summary>
    private static readonly (string Name, long Bytes)[] Units =
    [
        ("KIB", 1L << 10), ("MIB", 1L << 20), ("GIB", 1L << 30),
        ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("B", 1),
    ];

    /// <summary>Reads an option; null when it is none of <see cref="Forms"/>.</summary>
    internal static ByteSize? Read(OptionValue value) => value switch
    {
        OptionValue.Integer { Value: > 0 } integer => new ByteSize(integer.Value),
        OptionValue.Text text => FromText(text.Value.Trim()),
        _ => null,
    };

    /// <summary>Exact, so that a limit in a message can be copied: rounded down, it would be refused.</summary>
    public override string ToString() => Bytes switch
    {
        >= 1_000_000_000 => Show(1_000_000_000, "GB"),
        >= 1_000_000 => Show(1_000_000, "MB"),
        >= 1_000 => Show(1_000, "KB"),
        _ => Show(1, "B"),
    };

    private string Show(long unit, string name) =>
        (Bytes / (decimal)unit).ToString("0.#########", CultureInfo.InvariantCulture) + name;

    private static ByteSize? FromText(string text)
    {
        var unit = Array.Find(Units, unit => text.EndsWith(unit.Name, StringComparison.OrdinalIgnoreCase));
        var number = text.AsSpan(0, text.Length - (unit.Name?.Length ?? 0)).TrimEnd();
        var allowed = unit.Name is null or "B" ? NumberStyles.None : NumberStyles.AllowDecimalPoint;
        if (!decimal.TryParse(number, allowed, CultureInfo.InvariantCulture, out var amount) || number is [.., '.'])
        {
            return null;
        }

        var factor = unit.Name is null ? 1m : unit.Bytes;
        return amount > 0 && amount <= long.MaxValue / factor && decimal.Truncate(amount * factor) is > 0 and var bytes
            ? new ByteSize((long)bytes)
            : null;
    }
}

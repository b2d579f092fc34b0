using System.Text;

namespace Capsule.GuestBuilder.Tests.TimeZones;

/// <summary>A reader of zone files that shares nothing with their writer.</summary>
internal sealed record TzifFile(TzifBlock Legacy, TzifBlock Data, string Footer)
{
    private readonly PosixZone rule = PosixZone.Parse(Footer);

    internal static TzifFile Read(ReadOnlySpan<byte> bytes)
    {
        var legacy = TzifBlock.Read(bytes, timeSize: 4);
        var rest = bytes[legacy.Length..];
        var data = TzifBlock.Read(rest, timeSize: 8);
        var footer = Encoding.ASCII.GetString(rest[data.Length..]);
        Assert.StartsWith("\n", footer, StringComparison.Ordinal);
        Assert.EndsWith("\n", footer, StringComparison.Ordinal);
        return new(legacy, data, footer[1..^1]);
    }

    /// <summary>What the file says about a time, as RFC 9636, section 3.2, tells readers to find it.</summary>
    internal TzifType At(long time)
    {
        var next = Data.Times.Count(transition => transition <= time);
        return next switch
        {
            0 => Data.Types[0],
            _ when next < Data.Times.Count => Data.Types[Data.Indices[next - 1]],
            _ => rule.At(time),
        };
    }

    internal TzifType At(int year, int month, int day, int hour = 12) =>
        At(new DateTimeOffset(year, month, day, hour, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds());
}

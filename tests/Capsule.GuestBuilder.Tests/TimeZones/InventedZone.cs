using NodaTime;
using NodaTime.TimeZones;

namespace Capsule.GuestBuilder.Tests.TimeZones;

/// <summary>A zone at UTC+1 whose summers, of one hour more, a test chooses.</summary>
internal sealed class InventedZone(Func<int, (Instant Start, Instant? End)?> summerOf)
    : DateTimeZone("Invented", isFixed: false, Offset.FromHours(1), Offset.FromHours(2))
{
    private static readonly Offset Hour = Offset.FromHours(1);

    public override ZoneInterval GetZoneInterval(Instant instant)
    {
        Instant? winter = null;
        for (var year = 2000; year < 3000; year++)
        {
            if (summerOf(year) is not var (start, end))
            {
                break;
            }

            if (instant < start)
            {
                return new("WIN", winter, start, Hour, Offset.Zero);
            }

            if (end is null || instant < end)
            {
                return new("SUM", start, end, Hour + Hour, Hour);
            }

            winter = end;
        }

        return new("WIN", winter, null, Hour, Offset.Zero);
    }
}

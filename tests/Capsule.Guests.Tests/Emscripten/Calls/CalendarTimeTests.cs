using Capsule.Guests.Emscripten.Calls;
using CsCheck;

namespace Capsule.Guests.Tests.Emscripten.Calls;

/// <summary>The calendar of guests, compared with that of .NET for the years that both know.</summary>
public sealed class CalendarTimeTests
{
    private static readonly Gen<long> Seconds = Gen.Long[
        DateTimeOffset.MinValue.ToUnixTimeSeconds(), DateTimeOffset.MaxValue.ToUnixTimeSeconds()];

    [Fact]
    public void Fields_are_those_of_DateTime() => Seconds.Holds(AssertSame, iter: 100_000);

    [Fact]
    public void Days_around_every_new_year_and_every_first_of_March_are_right()
    {
        for (var year = 1; year <= 9999; year++)
        {
            foreach (var month in (ReadOnlySpan<int>)[1, 3])
            {
                var first = new DateTimeOffset(year, month, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
                AssertSame(first);
                AssertSame(Math.Max(first - 1, DateTimeOffset.MinValue.ToUnixTimeSeconds()));
            }
        }
    }

    [Fact]
    public void Fields_out_of_range_are_carried_over() => Gen.Select(
        Gen.Int[500, 9500], Gen.Int[-1000, 1000], Gen.Int[-10_000, 10_000], Gen.Int, Gen.Int, Gen.Int).Holds(
        (year, month, day, hour, minute, second) =>
        {
            // Hours reach over 245,000 years, more than DateTime has.
            hour %= 24 * 366 * 100;
            var start = new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero);
            var expected = start.AddMonths(month).AddDays(day - 1).AddHours(hour).ToUnixTimeSeconds()
                + (minute * 60L) + second;
            Assert.Equal(expected, CalendarTime.Seconds(year, month, day, hour, minute, second));
        });

    [Fact]
    public void The_fields_of_any_time_give_the_time_back() =>
        Gen.Long[-60_000_000_000_000_000, 60_000_000_000_000_000].Holds(time =>
        {
            var at = CalendarTime.At(time);
            Assert.Equal(
                time, CalendarTime.Seconds(at.Year, at.Month, at.Day, at.Hour, at.Minute, at.Second));
            Assert.Equal(time, CalendarTime.Seconds(at.Year, 0, at.DayOfYear + 1, at.Hour, at.Minute, at.Second));
        });

    private static void AssertSame(long seconds)
    {
        var time = DateTimeOffset.FromUnixTimeSeconds(seconds);
        var expected = new CalendarTime(
            time.Year,
            time.Month - 1,
            time.Day,
            time.Hour,
            time.Minute,
            time.Second,
            (int)time.DayOfWeek,
            time.DayOfYear - 1);
        Assert.Equal(expected, CalendarTime.At(seconds));
    }
}

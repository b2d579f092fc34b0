namespace Capsule.GuestBuilder.Tests.TimeZones;

/// <summary>
/// What <c>dst()</c> of Python's <c>zoneinfo</c> says. Zone files hold no savings, so Python guesses them per type,
/// from the first step between it and standard time (<c>_utcoff_to_dstoff</c> in Lib/zoneinfo/_zoneinfo.py).
/// </summary>
internal static class PythonSavings
{
    internal static int At(TzifFile file, int year, int month, int day)
    {
        var time = new DateTimeOffset(year, month, day, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        var at = file.Data.Times.Count(transition => transition <= time) - 1;
        return Guess(file.Data)[file.Data.Indices[at]];
    }

    private static int[] Guess(TzifBlock data)
    {
        var savings = new int[data.Types.Length];
        for (var i = 1; i < data.Indices.Count; i++)
        {
            var index = data.Indices[i];
            if (data.Types[index].IsDaylight && savings[index] == 0)
            {
                savings[index] = Step(data, index, data.Indices[i - 1]) is var step and not 0 ? step
                    : i + 1 < data.Indices.Count ? Step(data, index, data.Indices[i + 1]) : 0;
            }
        }

        return savings;
    }

    private static int Step(TzifBlock data, int index, int other) =>
        data.Types[other].IsDaylight ? 0 : data.Types[index].Offset - data.Types[other].Offset;
}

using Capsule.Guests.FileSystem.Locks;
using CsCheck;

namespace Capsule.Guests.Tests.FileSystem;

/// <summary>The ranges that one owner has locked.</summary>
public sealed class LockedRangesTests
{
    private const int Length = 24;

    private static readonly Gen<(int Start, int End, bool? IsExclusive)[]> Changes =
        Gen.Select(Gen.Int[0, Length - 1], Gen.Int[1, Length], Gen.Int[0, 2].Select(kind => kind switch { 0 => (bool?)null, 1 => true, _ => false }))
            .Where((start, end, _) => start < end)
            .Array[0, 40];

    [Fact]
    public void Ranges_are_what_each_byte_was_given_last() => Changes.Sample(
        changes =>
        {
            var ranges = new LockedRanges();
            var bytes = new bool?[Length];
            foreach (var (start, end, isExclusive) in changes)
            {
                ranges.Set(start, end, isExclusive);
                Array.Fill(bytes, isExclusive, start, end - start);
            }

            var told = new bool?[Length];
            RecordLock? last = null;
            foreach (var range in ranges.All)
            {
                Assert.True(range.Start < range.End);
                Assert.True(last is not { } before || before.End < range.Start || (before.End == range.Start && before.IsExclusive != range.IsExclusive));
                Array.Fill(told, range.IsExclusive, (int)range.Start, (int)(range.End - range.Start));
                last = range;
            }

            Assert.Equal(bytes, told);
            Assert.Equal(bytes.Contains(true), ranges.HasExclusive);
        },
        seed: "3VYeY5b8ulA2",
        threads: 1);

    [Fact]
    public void A_range_to_the_end_is_split_by_what_is_unlocked_in_it()
    {
        var ranges = new LockedRanges();
        ranges.Set(0, RecordLock.ToEnd, isExclusive: true);
        ranges.Set(10, 20, isExclusive: null);

        Assert.Equal([new RecordLock(0, 10, true), new RecordLock(20, RecordLock.ToEnd, true)], ranges.All);
    }
}

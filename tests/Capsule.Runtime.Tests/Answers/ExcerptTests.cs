using System.Globalization;
using System.Text.RegularExpressions;
using Capsule.Runtime.Answers;
using CsCheck;

namespace Capsule.Runtime.Tests.Answers;

public sealed partial class ExcerptTests
{
    private static readonly Gen<string> Texts = Gen.OneOf(Gen.Char['\0', '~'], Gen.Const('\n'), Gen.Const('\ud83d'), Gen.Const('\ude00')).Array[0, 3000]
        .Select(characters => new string(characters));

    [Fact]
    public void An_excerpt_is_the_beginning_and_the_end_within_its_bound_and_counts_the_rest() =>
        Gen.Select(Texts, Gen.Int[100, 4000]).Sample(
            (text, most) =>
            {
                var excerpt = Excerpt.Of(text, most);
                Assert.True(Excerpt.SizeOf(excerpt.Text) <= most);
                Assert.Equal(Excerpt.SizeOf(text) > most, excerpt.WasCut);
                if (!excerpt.WasCut)
                {
                    Assert.Equal(text, excerpt.Text);
                    return;
                }

                var mark = Mark().Match(excerpt.Text);
                var (head, tail) = (excerpt.Text[..mark.Index], excerpt.Text[(mark.Index + mark.Length)..]);
                Assert.StartsWith(head, text, StringComparison.Ordinal);
                Assert.EndsWith(tail, text, StringComparison.Ordinal);
                Assert.Equal(text.Length - head.Length - tail.Length, int.Parse(mark.Groups[1].Value, CultureInfo.InvariantCulture));
                Assert.Equal(text.Length, int.Parse(mark.Groups[2].Value, CultureInfo.InvariantCulture));
            },
            seed: "4tHu71Y51SM1", iter: 2000);

    [Fact]
    public void A_pair_of_surrogates_stays_whole() => Gen.Int[100, 400].Sample(
        most =>
        {
            var text = Excerpt.Of(string.Concat(Enumerable.Repeat("\U0001F600", 1000)), most).Text;
            Assert.DoesNotContain('\ufffd', System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text)));
        },
        seed: "4tHu71Y51SM1", iter: 300);

    [Fact]
    public void What_is_short_stays_whole_and_the_rest_is_shared()
    {
        Assert.Equal([10, 45, 45], AnswerBudget.Share(100, 10, 1000, 1000));
        Assert.Equal([0, 100], AnswerBudget.Share(100, 0, 1000));
        Assert.Equal([30, 20], AnswerBudget.Share(100, 30, 20));
        Assert.Equal([0, 0], AnswerBudget.Share(-5, 30, 20));
        Gen.Select(Gen.Int[0, 10_000], Gen.Int[0, 5000].Array[1, 8]).Sample(
            (most, sizes) =>
            {
                var shares = AnswerBudget.Share(most, sizes);
                Assert.True(shares.Sum() <= most);
                Assert.All(shares.Zip(sizes), pair => Assert.True(pair.First <= pair.Second));
                Assert.True(sizes.Sum() > most || shares.SequenceEqual(sizes));
            },
            seed: "4tHu71Y51SM1", iter: 2000);
    }

    [GeneratedRegex(@"\n… \[(\d+) of (\d+) characters left out\] …\n")]
    private static partial Regex Mark();
}

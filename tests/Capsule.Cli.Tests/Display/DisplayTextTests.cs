using System.Globalization;
using System.Text;
using Capsule.Cli.Display;
using Capsule.Cli.Tests.Support;
using CsCheck;

namespace Capsule.Cli.Tests.Display;

public sealed class DisplayTextTests
{
    private static readonly Gen<string> Hostile = Gen.OneOf(
        Gen.String, Gen.Char['\0', '\uffff'].Array[0, 30].Select(letters => new string(letters)),
        Gen.OneOf("\n", "\r", "\x1b[2J", "\u202e", "\U000e0041", "\ud800", " ", "a", "\u0301", "\u00e9", "\u6f22", "\U0001f600").Array[0, 40].Select(string.Concat));

    [Fact]
    public void Whatever_a_value_holds_it_stays_on_its_line() => Hostile.Sample(
        value =>
        {
            var shown = DisplayText.Of($"[{value}]").ToString();
            Assert.DoesNotContain(shown.EnumerateRunes(), rune => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control
                or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned);
            Assert.StartsWith("[", shown, StringComparison.Ordinal);
            Assert.EndsWith("]", shown, StringComparison.Ordinal);
        },
        seed: "0N0XIzNsQ0O2",
        iter: 20_000);

    [Fact]
    public void Each_line_of_a_block_has_its_mark() => Hostile.Array[1, 5].Select(lines => string.Join('\n', lines)).Sample(
        value =>
        {
            Assert.All(DisplayText.Block(value).ToString().Split('\n'), line => Assert.StartsWith("│ ", line, StringComparison.Ordinal));
            Assert.All(DisplayText.Message(value).ToString().Split('\n').Skip(1), line => Assert.StartsWith("│ ", line, StringComparison.Ordinal));
        },
        seed: "0N0XIzNsQ0O2",
        iter: 20_000);

    [Fact]
    public void Everything_at_once_is_harmless()
    {
        Forged.RequireHarmless(DisplayText.Of(Forged.Text).ToString());
        Forged.RequireHarmless(DisplayText.Of($"{Forged.Text}").ToString());
        Forged.RequireHarmless(DisplayText.Of($"{$"in a hole: {Forged.Text}"}").ToString());
    }

    [Theory]
    [InlineData("plain (text) – größer, 漢字, emoji 😀, e\u0301", "plain (text) – größer, 漢字, emoji 😀, e\u0301")]
    [InlineData("a\nb\r\tc", @"a\nb\r\tc")]
    [InlineData("\x1b[31mred\x1b[0m", @"\x1b[31mred\x1b[0m")]
    [InlineData("admin\u202etxt.exe", @"admin\u202etxt.exe")]
    [InlineData("a\U000e0041b", @"a\U000e0041b")]
    public void What_is_harmful_is_an_escape_and_the_rest_is_as_it_was(string text, string shown) =>
        Assert.Equal(shown, DisplayText.Of(text).ToString());

    [Fact]
    public void Half_of_a_surrogate_pair_is_an_escape() => Assert.Equal(@"a\ud800b", DisplayText.Of("a\ud800b").ToString());

    [Fact]
    public void Numbers_and_columns_are_written_as_in_any_string()
    {
        var text = DisplayText.Of("ab");
        Assert.Equal("x  ab|ab  |1,234|0.5|007", DisplayText.Of($"x{text,4}|{text,-4}|{1234:N0}|{0.5}|{7:000}").ToString());
        Assert.Equal("a…", DisplayText.Of("abc").Shorten(2).ToString());
    }

    [Fact]
    public void A_value_of_megabytes_is_cut() => Assert.InRange(DisplayText.Of($"{new string('x', 1_000_000)}").Length, 10_000, 10_100);
}

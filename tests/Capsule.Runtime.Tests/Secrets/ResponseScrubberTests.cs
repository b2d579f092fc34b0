using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Capsule.Network;
using Capsule.Runtime.Secrets;
using CsCheck;

namespace Capsule.Runtime.Tests.Secrets;

/// <summary>What servers send, in any spelling and any parts.</summary>
public sealed class ResponseScrubberTests
{
    private static readonly TargetUrl Trusted = Url("https://trusted.example.org/");

    private static readonly TargetUrl Other = Url("https://other.example.org/");

    /// <summary>Values with everything that encodings change, and no letter of the text around them.</summary>
    private static readonly Gen<string> Value = Gen.Char["abcXYZ0189+/=%&\\\"<>'~- é"].Array[8, 40].Select(letters => new string(letters).Trim().PadRight(8, 'a'));

    private static readonly Func<string, string>[] Encodings =
    [
        text => text, Uri.EscapeDataString, WebUtility.UrlEncode, text => WebUtility.UrlEncode(text).ToLowerInvariant() is var lower
            && WebUtility.UrlDecode(lower) == text ? lower : text,
        text => JsonSerializer.Serialize(text)[1..^1], WebUtility.HtmlEncode,
        text => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("/", "\\/", StringComparison.Ordinal),
        text => Convert.ToHexString(Encoding.UTF8.GetBytes(text)),
    ];

    [Fact]
    public void Every_spelling_is_replaced_however_it_comes_in_parts() =>
        Gen.Select(Value, Gen.Int[0, Encodings.Length - 1], Gen.Int[1, 9], Gen.Bool).Sample((value, encoding, size, isKnown) =>
        {
            var (secrets, placeholder) = Sent(value);
            var text = $"#:{Encodings[encoding](value)}:#{Encodings[encoding](value)}";
            return Pass(new ResponseScrubber(secrets, isKnown ? Trusted : Other), text, size) == $"#:{placeholder}:#{placeholder}";
        }, iter: 3_000, seed: "4tHu71Y51SM1");

    /// <summary>Secrets that begin with, end in, or hold one another: of two letters, so that most do.</summary>
    [Fact]
    public void Every_byte_of_secrets_that_overlap_is_replaced_however_they_come_in_parts() =>
        Gen.Select(Gen.Char["ab"].Array[8, 12].Array[1, 4], Gen.Int[0, 99].Array[0, 12], Gen.Int[1, 9], Gen.Bool, Gen.Bool).Sample(
            (letters, choices, size, isKnown, keepsLength) =>
            {
                string[] values = [.. letters.Select(value => new string(value))];
                var text = string.Concat(choices.Select(choice => Piece(values[choice % values.Length], choice / values.Length)));
                var (secrets, placeholders) = Sent(values);
                var scrubber = new ResponseScrubber(secrets, isKnown ? Trusted : Other) { KeepsLength = keepsLength };
                Assert.Equal(Model(text, values, placeholders, keepsLength), Pass(scrubber, text, size));
            }, iter: 3_000, seed: "0N0XIzNsQ0O2");

    [Theory]
    [InlineData("abcdefgh", "abcdefgh-and-more", "<abcdefgh-and-more>", "<1>")]
    [InlineData("abcdefgh-12345678", "12345678-ijklmnop", "<abcdefgh-12345678-ijklmnop>", "<0>")]
    [InlineData("cdefghij", "ab-cdefghij-kl", "<ab-cdefghij-kl><ab-cdefghij-xy>", "<1><ab-0-xy>")]
    [InlineData("abcd-abcd", "unused-value", "<abcd-abcd-abcd>", "<0>")]
    [InlineData("abcdefgh", "unused-value", "<abcdefghabcdefgh>", "<00>")]
    public void Secrets_that_share_letters_are_replaced_whole(string first, string second, string text, string expected)
    {
        foreach (var size in Enumerable.Range(1, text.Length))
        {
            var (secrets, placeholders) = Sent(first, second);
            var passed = Pass(new ResponseScrubber(secrets, Trusted), text, size);
            foreach (var (placeholder, number) in placeholders.Select((placeholder, index) => (placeholder, index)))
            {
                passed = passed.Replace(placeholder, number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
            }

            Assert.Equal(expected, passed);
        }
    }

    /// <summary>Its Latin-1 form is the start of its UTF-8 form.</summary>
    [Fact]
    public void A_value_that_ends_in_a_letter_of_Latin_1_is_replaced_at_the_end_of_a_body()
    {
        var (secrets, placeholder) = Sent("abcdefg\u00c3");
        var scrubber = new ResponseScrubber(secrets, Trusted);
        var passed = Encoding.Latin1.GetString(scrubber.Pass(Encoding.Latin1.GetBytes("abcdefg\u00c3"), isLast: false).Span);
        Assert.Equal(placeholder, passed + Encoding.Latin1.GetString(scrubber.Pass(default, isLast: true).Span));
    }

    [Fact]
    public void Base64_is_replaced_at_every_position_of_a_byte() =>
        Gen.Select(Value, Gen.Int[0, 2], Gen.Bool, Gen.Int[1, 9]).Sample((value, position, isForUrls, size) =>
        {
            var (secrets, placeholder) = Sent(value);
            var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes("xyz"[..position] + value + "~"));
            var text = isForUrls ? encoded.Replace('+', '-').Replace('/', '_') : encoded;
            var passed = Pass(new ResponseScrubber(secrets, Trusted), text, size);
            var rest = passed.Replace(placeholder, "", StringComparison.Ordinal);
            return rest.Length < passed.Length && rest.Length <= 11;
        }, iter: 3_000, seed: "0N0XIzNsQ0O2");

    [Fact]
    public void Other_bytes_pass_as_they_are() => Gen.Select(Value, Gen.Byte.Array[0, 200], Gen.Int[1, 50]).Sample((value, bytes, size) =>
    {
        var (secrets, _) = Sent(value + "####never####");
        var text = Encoding.Latin1.GetString(bytes);
        return Pass(new ResponseScrubber(secrets, Trusted), text, size) == Latin(text);
    }, iter: 3_000, seed: "0N0XIzNsQ0O2");

    [Fact]
    public void A_length_that_was_told_stays_true() => Gen.Select(Value, Gen.Int[1, 9]).Sample((value, size) =>
    {
        var (secrets, _) = Sent(value);
        var text = Latin($"<{value}>");
        var passed = Pass(new ResponseScrubber(secrets, Trusted) { KeepsLength = true }, $"<{value}>", size);
        return passed == $"<{new string('*', text.Length - 2)}>";
    }, iter: 1_000, seed: "0N0XIzNsQ0O2");

    /// <summary>What a guest sees after each part depends on how much came, not on what: else it could guess letter by letter.</summary>
    [Fact]
    public void How_much_is_held_back_of_a_server_without_the_secret_tells_nothing() =>
        Gen.Select(Value, Gen.Int[1, 7], Gen.Int[0, 7]).Sample((value, size, right) =>
        {
            var (secrets, _) = Sent(value);
            var guess = Latin(value)[..right];
            var wrong = new string('#', guess.Length);
            return Lengths(secrets, guess, size).SequenceEqual(Lengths(secrets, wrong, size));
        }, iter: 1_000, seed: "0N0XIzNsQ0O2");

    [Fact]
    public void Values_that_are_too_short_are_left_alone()
    {
        var (secrets, _) = Sent("1234567");
        Assert.Equal("1234567", Pass(new ResponseScrubber(secrets, Trusted), "1234567", 3));
    }

    private static List<int> Lengths(TaskSecrets secrets, string text, int size)
    {
        var scrubber = new ResponseScrubber(secrets, Other);
        var lengths = new List<int>();
        foreach (var part in text.Chunk(size))
        {
            lengths.Add(scrubber.Pass(Encoding.Latin1.GetBytes(part), isLast: false).Length);
            lengths.Add(scrubber.IsDelaying ? scrubber.Release().Length : -1);
        }

        return lengths;
    }

    private static string Pass(ResponseScrubber scrubber, string text, int size)
    {
        var result = new StringBuilder();
        foreach (var part in Latin(text).Chunk(size))
        {
            result.Append(Encoding.Latin1.GetString(scrubber.Pass(Encoding.Latin1.GetBytes(part), isLast: false).Span));
        }

        return result.Append(Encoding.Latin1.GetString(scrubber.Pass(default, isLast: true).Span)).ToString();
    }

    private static string Latin(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    /// <summary>A value, or its start, or its end, or a letter around it.</summary>
    private static string Piece(string value, int choice) => (choice % 8) switch
    {
        0 or 1 => value,
        2 or 3 => value[..(choice % value.Length)],
        4 or 5 => value[(choice % value.Length)..],
        6 => "b",
        _ => "#",
    };

    /// <summary>What becomes of a whole text: found value by value, at one place after the other.</summary>
    private static string Model(string text, string[] values, string[] placeholders, bool keepsLength)
    {
        var (result, end) = (new StringBuilder(), 0);
        for (var at = 0; at < text.Length; at++)
        {
            var found = values.Where(value => string.CompareOrdinal(text, at, value, 0, value.Length) == 0).MaxBy(value => value.Length);
            if (found is not null && at >= end && !keepsLength)
            {
                result.Append(placeholders[Array.IndexOf(values, found)]);
            }

            end = Math.Max(end, at + (found?.Length ?? 0));
            if (at >= end || keepsLength)
            {
                result.Append(at >= end ? text[at] : '*');
            }
        }

        return result.ToString();
    }

    private static (TaskSecrets Secrets, string Placeholder) Sent(string value)
    {
        var (secrets, placeholders) = Sent([value]);
        return (secrets, placeholders.Single());
    }

    private static (TaskSecrets Secrets, string[] Placeholders) Sent(params string[] values)
    {
        var names = values.Select((_, index) => $"SEC{index}").ToArray();
        var run = new RunSecrets(RunEnvironment.Of(names.Zip(values).ToDictionary(pair => pair.First, pair => pair.Second)), []);
        var secrets = new TaskSecrets([.. names.Select(name => new SecretGrant(name, ["trusted.example.org"], InHeaders: true, InBody: false))], run);
        string[] placeholders = [.. secrets.Variables.Select(variable => variable.Value)];
        foreach (var placeholder in placeholders)
        {
            _ = secrets.Header(placeholder, Trusted);
        }

        return (secrets, placeholders);
    }

    private static TargetUrl Url(string text) =>
        TargetUrl.TryParse(text, out var url, out var problem) ? url : throw new ArgumentException(problem);
}

using System.Globalization;
using System.Text;

namespace Capsule.Runtime.Secrets;

/// <summary>
/// A text to search for in what servers send, with all the ways to write each of its characters: as it is, percent-encoded, and
/// escaped as in JSON or HTML, in any mixture.
/// </summary>
internal sealed class SecretSpelling
{
    /// <summary>The characters that escapes begin with. Where a text holds one, its escaped forms are searched for one by one.</summary>
    private const string EscapeCharacters = "%\\&";

    private static readonly Escapes[] OneByOne = [Escapes.None, Escapes.Percent, Escapes.Json, Escapes.Html];
    private static readonly Escapes[] AllAtOnce = [Escapes.All];

    private readonly Form[][] characters;

    /// <summary>Forms are made once for each letter: a key file has thousands of letters.</summary>
    private SecretSpelling(IEnumerable<Rune> text, Func<Rune, IEnumerable<Form>> forms)
    {
        var known = new Dictionary<Rune, Form[]>();
        characters = [.. text.Select(rune => known.TryGetValue(rune, out var found) ? found : known[rune] = [.. forms(rune)])];
        MaxLength = characters.Sum(forms => forms.Max(form => form.Bytes.Length));
        FirstBytes = [.. characters[0].SelectMany(form => new[] { form.Bytes[0], Upper(form.Bytes[0]), Lower(form.Bytes[0]) }).Distinct()];
    }

    [Flags]
    private enum Escapes
    {
        None,
        Percent,
        Json = 2,
        Html = 4,
        All = Percent | Json | Html,
    }

    /// <summary>How many bytes a match can have.</summary>
    internal int MaxLength { get; }

    /// <summary>The bytes that a match can begin with, in either case.</summary>
    internal byte[] FirstBytes { get; }

    /// <summary>
    /// The spellings of a value that are searched for: itself, with escapes; in base64 at each of the three positions of a byte, in both
    /// alphabets; in hexadecimal digits.
    /// </summary>
    internal static SecretSpelling[] Of(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        var isPlain = value.AsSpan().IndexOfAny(EscapeCharacters) < 0;
        return
        [
            .. (isPlain ? AllAtOnce : OneByOne).Select(escapes => Text(value, escapes)),
            .. Enumerable.Range(0, 3).Select(position => Base64(bytes, position)),
            new SecretSpelling(Convert.ToHexStringLower(bytes).EnumerateRunes(), digit => [new Form([(byte)digit.Value], IgnoresCase: true)]),
        ];
    }

    /// <summary>How long the match at the start of some bytes is; 0 where there is none.</summary>
    /// <param name="bytes">Where to look.</param>
    /// <param name="ignoreCase">Whether large and small letters are the same.</param>
    /// <param name="isOpen">Whether the bytes end too early: more of them may make a match, or a longer one.</param>
    internal int Match(ReadOnlySpan<byte> bytes, bool ignoreCase, out bool isOpen)
    {
        var at = 0;
        isOpen = false;
        foreach (var forms in characters)
        {
            var length = 0;
            foreach (var form in forms)
            {
                // A form that is cut off may still be a shorter one: U+00C3 is C3 in Latin-1, and C3 83 in UTF-8.
                length = form.Match(bytes[at..], ignoreCase, out var isCutOff);
                isOpen |= isCutOff;
                if (length > 0)
                {
                    break;
                }
            }

            if (length == 0)
            {
                return 0;
            }

            at += length;
        }

        return at;
    }

    private static SecretSpelling Text(string text, Escapes escapes) =>
        new(text.EnumerateRunes(), rune => FormsOf(rune, escapes));

    /// <summary>The characters that do not depend on what is before and behind.</summary>
    private static SecretSpelling Base64(byte[] bytes, int position)
    {
        var text = Convert.ToBase64String([.. new byte[position], .. bytes]);
        var (first, end) = (((position * 8) + 5) / 6, (position + bytes.Length) * 8 / 6);
        return new(text[first..end].EnumerateRunes(), letter => FormsOf(letter, Escapes.All).Concat(letter.Value switch
        {
            '+' => [new Form("-"u8.ToArray(), false)],
            '/' => [new Form("_"u8.ToArray(), false)],
            _ => Array.Empty<Form>(),
        }));
    }

    private static IEnumerable<Form> FormsOf(Rune rune, Escapes escapes)
    {
        var text = rune.ToString();
        var bytes = Encoding.UTF8.GetBytes(text);
        if (!IsEscapeCharacter(rune, escapes))
        {
            yield return new Form(bytes, false);
            if (rune.Value is >= 0x80 and <= 0xff)
            {
                yield return new Form([(byte)rune.Value], false);
            }
        }

        if (escapes.HasFlag(Escapes.Percent))
        {
            yield return Escape(string.Concat(bytes.Select(one => $"%{one:x2}")));
            if (rune.Value is >= 0x80 and <= 0xff)
            {
                yield return Escape($"%{rune.Value:x2}");
            }

            if (rune.Value == ' ')
            {
                yield return Escape("+");
            }
        }

        if (escapes.HasFlag(Escapes.Json))
        {
            yield return Escape(string.Concat(text.Select(unit => $"\\u{(int)unit:x4}")));
            if (JsonLetter(rune.Value) is { } letter)
            {
                yield return new Form([(byte)'\\', letter], false);
            }
        }

        if (escapes.HasFlag(Escapes.Html))
        {
            yield return Escape($"&#{rune.Value.ToString(CultureInfo.InvariantCulture)};");
            yield return Escape($"&#x{rune.Value:x};");
            yield return Escape($"&#x{rune.Value:x2};");
            foreach (var name in Entities(rune.Value))
            {
                yield return Escape($"&{name};");
            }
        }
    }

    /// <summary>With escapes of a kind, the character that they begin with is always escaped: so no form is the start of another.</summary>
    private static bool IsEscapeCharacter(Rune rune, Escapes escapes) => rune.Value switch
    {
        '%' => escapes.HasFlag(Escapes.Percent),
        '\\' => escapes.HasFlag(Escapes.Json),
        '&' => escapes.HasFlag(Escapes.Html),
        _ => false,
    };

    /// <summary>What follows the backslash in the short escapes of JSON.</summary>
    private static byte? JsonLetter(int character) => character switch
    {
        '"' or '\\' or '/' => (byte)character,
        '\b' => (byte)'b',
        '\f' => (byte)'f',
        '\n' => (byte)'n',
        '\r' => (byte)'r',
        '\t' => (byte)'t',
        _ => null,
    };

    private static string[] Entities(int character) => character switch
    {
        '&' => ["amp"],
        '<' => ["lt"],
        '>' => ["gt"],
        '"' => ["quot"],
        '\'' => ["apos"],
        _ => [],
    };

    private static Form Escape(string text) => new(Encoding.ASCII.GetBytes(text), IgnoresCase: true);

    private static byte Upper(byte one) => one is >= (byte)'a' and <= (byte)'z' ? (byte)(one - 32) : one;

    private static byte Lower(byte one) => one is >= (byte)'A' and <= (byte)'Z' ? (byte)(one + 32) : one;

    private readonly record struct Form(byte[] Bytes, bool IgnoresCase)
    {
        internal int Match(ReadOnlySpan<byte> bytes, bool ignoreCase, out bool isCutOff)
        {
            isCutOff = false;
            var common = Math.Min(bytes.Length, Bytes.Length);
            for (var i = 0; i < common; i++)
            {
                if (bytes[i] != Bytes[i] && !((ignoreCase || IgnoresCase) && Lower(bytes[i]) == Lower(Bytes[i])))
                {
                    return 0;
                }
            }

            isCutOff = common < Bytes.Length;
            return isCutOff ? 0 : common;
        }
    }
}

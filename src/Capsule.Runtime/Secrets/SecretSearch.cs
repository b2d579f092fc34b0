using System.Buffers;
using System.Text;

namespace Capsule.Runtime.Secrets;

/// <summary>
/// Finds the values of secrets in what one server sent, and puts their placeholders in place. It is made anew when another secret
/// was sent.
/// </summary>
/// <param name="secrets">Those that were sent by now, with whether this server may know them.</param>
internal sealed class SecretSearch(IReadOnlyList<(IssuedSecret Secret, bool IsKnown)> secrets)
{
    private readonly (SecretSpelling Spelling, IssuedSecret Secret, bool IsKnown)[] spellings =
        [.. secrets.SelectMany(one => one.Secret.Spellings.Select(spelling => (spelling, one.Secret, one.IsKnown)))];

    private readonly SearchValues<byte> starts =
        SearchValues.Create([.. secrets.SelectMany(one => one.Secret.Spellings).SelectMany(spelling => spelling.FirstBytes)]);

    /// <summary>How many secrets it looks for.</summary>
    internal int Count => secrets.Count;

    /// <summary>
    /// How many of the last bytes are kept until more comes, whatever they are. Threat: a server of the attacker's that was never
    /// granted a secret sends guesses byte by byte; were only those kept that may begin the value, the guest would see which
    /// guess is right. Servers that may know the secret need no guesses.
    /// </summary>
    internal int Delay { get; } = secrets.Where(one => !one.IsKnown)
        .SelectMany(one => one.Secret.Spellings).Select(spelling => spelling.MaxLength - 1).DefaultIfEmpty().Max();

    /// <summary>A text of a head, which is read as Latin-1.</summary>
    internal string Replace(string text, bool ignoreCase = false)
    {
        if (Count == 0 || text.Length == 0)
        {
            return text;
        }

        var result = new ArrayBufferWriter<byte>(text.Length);
        var replaced = 0;
        _ = Replace(Encoding.Latin1.GetBytes(text), ref replaced, result, hold: 0, isLast: true, keepsLength: false, ignoreCase);
        return Encoding.Latin1.GetString(result.WrittenSpan);
    }

    /// <summary>
    /// Writes what is certain of some bytes. Every byte of every match is replaced: matches may overlap (a secret that begins with
    /// another one, or with its end; the escaped form of a value that its plain form is the start of), and those that do
    /// become one placeholder, that of the first and longest.
    /// </summary>
    /// <param name="bytes">They come one after the other.</param>
    /// <param name="replaced">
    /// How many of the first bytes belong to a match whose placeholder was written; afterwards, how many of those that have to come again.
    /// </param>
    /// <param name="result">What the guest may see.</param>
    /// <param name="hold">How many bytes are kept in any case.</param>
    /// <param name="isLast">Whether there are no more.</param>
    /// <param name="keepsLength">Whether as many bytes come out as go in: then stars are put in place.</param>
    /// <param name="ignoreCase">Whether large and small letters are the same.</param>
    /// <returns>How many bytes were used; the others have to come again, together with what follows.</returns>
    internal int Replace(
        ReadOnlySpan<byte> bytes, ref int replaced, IBufferWriter<byte> result, int hold, bool isLast, bool keepsLength, bool ignoreCase = false)
    {
        var end = Math.Max(0, bytes.Length - (isLast ? 0 : hold));
        var at = replaced;
        for (var next = 0; next < end;)
        {
            var start = bytes[next..end].IndexOfAny(starts);
            if (start < 0)
            {
                break;
            }

            next += start;
            var (length, secret, isOpen) = Match(bytes[next..], ignoreCase);
            if (isOpen && !isLast)
            {
                end = next;
                break;
            }

            if (next + length > at && secret is not null)
            {
                var isApart = next >= at;
                if (isApart)
                {
                    result.Write(bytes[at..next]);
                }

                if (keepsLength)
                {
                    result.Write(Stars(next + length - Math.Max(at, next)));
                }
                else if (isApart)
                {
                    result.Write(secret.PlaceholderBytes);
                }

                at = next + length;
            }

            next++;
        }

        if (at < end)
        {
            result.Write(bytes[at..end]);
        }

        replaced = Math.Max(0, at - end);
        return end;
    }

    /// <summary>The longest match at the start of some bytes, and whether more bytes may make one of a secret that the server may know.</summary>
    private (int Length, IssuedSecret? Secret, bool IsOpen) Match(ReadOnlySpan<byte> bytes, bool ignoreCase)
    {
        var (longest, found, isOpen) = (0, (IssuedSecret?)null, false);
        foreach (var (spelling, secret, isKnown) in spellings)
        {
            var length = spelling.Match(bytes, ignoreCase, out var isCutOff);
            if (length > longest)
            {
                (longest, found) = (length, secret);
            }

            isOpen |= isCutOff && isKnown;
        }

        return (longest, found, isOpen);
    }

    private static byte[] Stars(int count)
    {
        var stars = new byte[count];
        stars.AsSpan().Fill((byte)'*');
        return stars;
    }
}

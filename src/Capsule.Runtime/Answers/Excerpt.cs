using System.Globalization;
using Capsule.Json;

namespace Capsule.Runtime.Answers;

/// <summary>
/// A text as an answer tells it, which ends in a model's context: whole, or its beginning and its end, with the number of characters that
/// are left out between them. Lengths are those of the JSON that a model reads, where some characters take two or six.
/// </summary>
/// <param name="Text">What is told.</param>
/// <param name="WasCut">Whether something was left out.</param>
internal readonly record struct Excerpt(string Text, bool WasCut)
{
    /// <summary>What the words of a cut take at most.</summary>
    private const int Words = 80;

    /// <summary>Takes a text as long as its JSON may be.</summary>
    /// <param name="text">The text.</param>
    /// <param name="most">How many characters of JSON it may have.</param>
    /// <param name="size">How many characters the whole has, where <paramref name="text"/> is a part of it.</param>
    internal static Excerpt Of(string text, int most, long? size = null)
    {
        var all = size ?? text.Length;
        if (all == text.Length && SizeOf(text) <= most)
        {
            return new(text, WasCut: false);
        }

        var room = Math.Max(0, most - Words);
        var head = Head(text, room / 2);
        var tail = Tail(text[head.Length..], room - SizeOf(head));
        var leftOut = all - head.Length - tail.Length;
        return new(string.Create(CultureInfo.InvariantCulture, $"{head}\n… [{leftOut} of {all} characters left out] …\n{tail}"), WasCut: true);
    }

    /// <summary>The length of a text as JSON, without its quotes.</summary>
    internal static int SizeOf(string text)
    {
        var length = 0L;
        foreach (var character in text)
        {
            length += PlainJsonEncoder.LengthOf(character);
        }

        return (int)Math.Min(length, int.MaxValue);
    }

    /// <summary>The beginning of a text; a pair of surrogates is not cut in two.</summary>
    internal static string Head(string text, int most)
    {
        var (kept, left) = (0, most);
        while (kept < text.Length && PlainJsonEncoder.LengthOf(text[kept]) is var length && length <= left)
        {
            left -= length;
            kept++;
        }

        return kept == text.Length ? text : text[..(kept > 0 && char.IsHighSurrogate(text[kept - 1]) ? kept - 1 : kept)];
    }

    private static string Tail(string text, int most)
    {
        var (start, left) = (text.Length, most);
        while (start > 0 && PlainJsonEncoder.LengthOf(text[start - 1]) is var length && length <= left)
        {
            left -= length;
            start--;
        }

        return text[(start < text.Length && char.IsLowSurrogate(text[start]) ? start + 1 : start)..];
    }
}

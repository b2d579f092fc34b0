using System.Text;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.TypeScript;

/// <summary>
/// The JavaScript values that a module of wasm-bindgen works with, as numbers: text, tables of text, and the constants that its own
/// glue has. The module compiles what strangers wrote, and is not trusted more than they are.
/// </summary>
internal sealed class BindgenObjects
{
    /// <summary>Where <c>undefined</c>, <c>null</c>, <c>true</c> and <c>false</c> are.</summary>
    private const int Constants = 128;
    private const int FirstFree = Constants + 4;

    /// <summary>Threat: values without number or end become memory of the host.</summary>
    private const int CountLimit = 100_000;
    private const long BytesLimit = 256L << 20;

    private readonly List<object?> values = [.. new object?[Constants], null, DBNull.Value, true, false];
    private readonly Stack<int> free = [];
    private long bytes;

    /// <summary>The value of a number; null for <c>undefined</c> and for what there is not.</summary>
    internal object? this[int number] => number >= 0 && number < values.Count ? values[number] : null;

    /// <summary>Keeps a value.</summary>
    /// <exception cref="InvalidOperationException">There are too many.</exception>
    internal int Add(object? value)
    {
        bytes += value is string text ? 2L * text.Length : 0;
        if (bytes > BytesLimit || values.Count - free.Count > CountLimit)
        {
            throw new InvalidOperationException("the TypeScript compiler keeps too many values");
        }

        if (free.TryPop(out var number))
        {
            values[number] = value;
            return number;
        }

        values.Add(value);
        return values.Count - 1;
    }

    /// <summary>Forgets a value.</summary>
    internal void Drop(int number)
    {
        if (number < FirstFree || number >= values.Count || values[number] is Dropped)
        {
            return;
        }

        values[number] = Dropped.Instance;
        free.Push(number);
    }

    /// <summary>Takes a value out.</summary>
    internal object? Take(int number)
    {
        var value = this[number];
        Drop(number);
        return value;
    }

    /// <summary>Text from the module's memory.</summary>
    internal static string Text(HostCall call, int argument)
    {
        var span = call.Memory.Bytes(call.U32(argument), call.U32(argument + 1));
        return call.Charge(span.Length) ? Encoding.UTF8.GetString(span) : "";
    }

    private sealed class Dropped
    {
        internal static readonly Dropped Instance = new();
    }
}

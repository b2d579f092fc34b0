using System.Globalization;

namespace Capsule;

/// <summary>
/// Which task of a run: empty for the entry; <c>0.3</c> is the fourth task that the entry's first subtask started. A replayed
/// task starts its subtasks in the same order, so they have the same paths.
/// </summary>
public readonly record struct TaskPath
{
    private const int MostCharacters = 1000;
    private readonly string? text;

    private TaskPath(string text) => this.text = text;

    /// <summary>The entry of a run.</summary>
    public static TaskPath Root => default;

    /// <summary>Whether it is the entry of a run.</summary>
    public bool IsRoot => Text.Length == 0;

    /// <summary>The task that started this one, or null for the entry.</summary>
    public TaskPath? Parent => IsRoot ? null : new TaskPath(Text[..Math.Max(0, Text.LastIndexOf('.'))]);

    /// <summary>How many tasks are above it.</summary>
    public int Depth => IsRoot ? 0 : Text.AsSpan().Count('.') + 1;

    private string Text => text ?? string.Empty;

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(string text, out TaskPath path)
    {
        path = new TaskPath(text);
        return text.Length == 0 || (text.Length <= MostCharacters && text.Split('.').All(IsNumber));
    }

    /// <summary>The nth task, from 0, that this one started.</summary>
    public TaskPath Child(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        var number = index.ToString(CultureInfo.InvariantCulture);
        return new TaskPath(IsRoot ? number : $"{Text}.{number}");
    }

    /// <inheritdoc/>
    public bool Equals(TaskPath other) => string.Equals(Text, other.Text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => string.GetHashCode(Text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static bool IsNumber(string part) =>
        int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && part == number.ToString(CultureInfo.InvariantCulture);
}

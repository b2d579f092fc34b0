using System.Diagnostics.CodeAnalysis;

namespace Capsule;

/// <summary>A value, or why there is none.</summary>
public readonly record struct Outcome<T>
{
    private Outcome(T? value, Failure? failure)
    {
        Value = value;
        Failure = failure;
    }

    /// <summary>The value, when <see cref="Failure"/> is null.</summary>
    public T? Value { get; }

    /// <summary>Why there is no value, or null.</summary>
    public Failure? Failure { get; }

    /// <summary>Wraps a value.</summary>
    public static implicit operator Outcome<T>(T value) => new(value, null);

    /// <summary>Wraps a failure.</summary>
    public static implicit operator Outcome<T>(Failure failure) => new(default, failure);

    /// <summary>Wraps a value whose type is an interface, for which there are no conversions.</summary>
    internal static Outcome<T> Of(T value) => new(value, null);

    /// <summary>The value, for code that handles failures as exceptions.</summary>
    /// <exception cref="CapsuleException">There is none.</exception>
    public T OrThrow() => Failure is null ? Value! : throw new CapsuleException(Failure);

    /// <summary>Whether there is a value; gives it, or the failure.</summary>
    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out Failure? failure)
    {
        (value, failure) = (Value, Failure);
        return failure is null;
    }
}

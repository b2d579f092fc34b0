namespace Capsule.Guests.FileSystem;

/// <summary>What a file operation gives: a value, or the number of an error.</summary>
internal readonly record struct Result<T>(T Value, Errno Error)
{
    internal bool Ok => Error == Errno.Success;

    public static implicit operator Result<T>(T value) => new(value, Errno.Success);

    public static implicit operator Result<T>(Errno error) => new(default!, error);
}

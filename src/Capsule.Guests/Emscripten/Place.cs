using Capsule.Guests.FileSystem;

namespace Capsule.Guests.Emscripten;

/// <summary>A path as a system call gives it: relative to a directory, or to the current one when that is null.</summary>
internal readonly record struct Place(DirectoryPath? Start, string Path)
{
    /// <summary>What one name of a path costs, in ticks: about 0.07 µs.</summary>
    private const long NameCost = 500;

    /// <summary>Reads a directory descriptor and a path; an empty path is refused later, as "no such file".</summary>
    internal static Result<Place> Read(Arguments arguments, int directory, int path)
    {
        if (arguments.Path(path) is not { } text)
        {
            return Errno.NameTooLong;
        }

        if (!Pay(arguments, text))
        {
            return Errno.Interrupted;
        }

        var start = text.StartsWith('/') ? new Result<DirectoryPath?>(null, Errno.Success) : arguments.Directory(directory);
        return start.Ok ? new Place(start.Value, text) : start.Error;
    }

    /// <summary>Reads a path that is relative to the current directory.</summary>
    internal static Result<Place> Read(Arguments arguments, int path) =>
        arguments.Path(path) is not { } text ? Errno.NameTooLong
        : Pay(arguments, text) ? new Place(null, text)
        : Errno.Interrupted;

    private static bool Pay(Arguments arguments, string path) =>
        arguments.Call.Charge(NameCost * (1 + path.AsSpan().Count('/')));
}

using Capsule.Files;

namespace Capsule.Cli.Repl;

/// <summary>The lines that were typed before, in a file of the user's state directory.</summary>
internal sealed class ReplHistory
{
    private const int Limit = 2000;
    private const long SizeLimit = 64L << 20;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly string? path;
    private readonly List<string> lines = [];
    private int position;

    private ReplHistory(string? path) => this.path = path;

    /// <summary>Reads the history; where it cannot be read or written there is one for this time only.</summary>
    internal static ReplHistory Open(string folder)
    {
        try
        {
            OwnFolder.Ensure(folder);
            var path = Path.Combine(folder, "repl_history");
            var history = new ReplHistory(path);
            history.lines.AddRange((RegularFile.Exists(path) ? RegularFile.ReadText(path, SizeLimit).Split('\n', StringSplitOptions.RemoveEmptyEntries) : []).TakeLast(Limit));
            if (history.lines.Count == Limit)
            {
                File.WriteAllLines(path, history.lines);
            }

            history.Rewind();
            return history;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new ReplHistory(null);
        }
    }

    /// <summary>Goes to the end.</summary>
    internal void Rewind() => position = lines.Count;

    internal string? Previous() => position > 0 ? lines[--position] : null;

    /// <summary>The line after; an empty one at the end.</summary>
    internal string? Next() => position >= lines.Count ? null : ++position < lines.Count ? lines[position] : "";

    /// <summary>Adds a line, unless it is the last one again.</summary>
    internal void Add(string line)
    {
        if (line.Trim().Length == 0 || (lines.Count > 0 && lines[^1] == line))
        {
            return;
        }

        lines.Add(line);
        if (path is null)
        {
            return;
        }

        try
        {
            using var file = new StreamWriter(new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Append,
                Access = FileAccess.Write,
                UnixCreateMode = OwnerOnly,
            }));
            file.WriteLine(line);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The line is there for this time.
        }
    }
}

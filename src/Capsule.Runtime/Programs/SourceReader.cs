using System.Text;
using Capsule.Errors;

namespace Capsule.Runtime.Programs;

/// <summary>Collects a program's files from a folder on the host.</summary>
public static class SourceReader
{
    /// <summary>Threat: a program in a folder with a million files, such as somebody's home directory.</summary>
    private const int MostFiles = 2000;

    private const long MostBytes = 64 << 20;

    /// <summary>Folders that hold no modules of the program.</summary>
    private static readonly string[] Skipped = ["node_modules", "__pycache__", "site-packages"];

    /// <summary>Reads an entry file and the modules beside it.</summary>
    public static Outcome<ProgramSource> FromFile(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            return Failure.Config(Directory.Exists(path)
                ? $"{path} is a folder; give the Python file to run"
                : $"there is no file {path}");
        }

        if (file.Extension != ".py" || !IsIdentifier(Path.GetFileNameWithoutExtension(file.Name)))
        {
            return Failure.Config($"{path} is no Python module: its name must be an identifier that ends in .py");
        }

        try
        {
            return FromFolder(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failure.Config($"{path} cannot be read: {e.Message}");
        }
    }

    /// <summary>A program of one file that exists only as text.</summary>
    public static ProgramSource FromText(string source, string fileName = "program.py") => new()
    {
        EntryFile = fileName,
        Module = Path.GetFileNameWithoutExtension(fileName),
        SearchFolder = "",
        Files = new Dictionary<string, ReadOnlyMemory<byte>> { [fileName] = Encoding.UTF8.GetBytes(source) },
    };

    private static Outcome<ProgramSource> FromFolder(FileInfo entry)
    {
        var files = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        var folder = entry.Directory!;
        var left = MostBytes;
        foreach (var file in ModulesBelow(folder).Prepend(entry).DistinctBy(file => file.FullName))
        {
            left -= file.Length;
            if (files.Count == MostFiles || left < 0)
            {
                return new Failure(
                    ErrorType.BuildError,
                    $"{folder.FullName} has more than {MostFiles} Python files, or {MostBytes >> 20} MiB of them; "
                    + "put the program into a folder of its own");
            }

            files[Path.GetRelativePath(folder.FullName, file.FullName)] = File.ReadAllBytes(file.FullName);
        }

        return new ProgramSource
        {
            EntryFile = entry.Name,
            Module = Path.GetFileNameWithoutExtension(entry.Name),
            SearchFolder = "",
            Files = files,
            Root = folder.FullName,
        };
    }

    /// <summary>Python files that an import can reach: a folder's name must be an identifier too.</summary>
    private static IEnumerable<FileInfo> ModulesBelow(DirectoryInfo folder)
    {
        foreach (var file in folder.EnumerateFiles("*.py").OrderBy(file => file.Name, StringComparer.Ordinal))
        {
            yield return file;
        }

        foreach (var below in folder.EnumerateDirectories().OrderBy(below => below.Name, StringComparer.Ordinal))
        {
            if (!IsIdentifier(below.Name) || Skipped.Contains(below.Name) || below.LinkTarget is not null)
            {
                continue;
            }

            foreach (var file in ModulesBelow(below))
            {
                yield return file;
            }
        }
    }

    private static bool IsIdentifier(string name) =>
        name.Length > 0 && !char.IsDigit(name[0]) && name.All(letter => char.IsLetterOrDigit(letter) || letter == '_');
}

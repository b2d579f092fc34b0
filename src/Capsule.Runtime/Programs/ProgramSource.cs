using System.Text;

namespace Capsule.Runtime.Programs;

/// <summary>The files of a program, complete: what it can be built from anywhere.</summary>
internal sealed record ProgramSource
{
    internal const string DefaultFileName = "program.py";

    /// <summary>The entry file, relative to the working directory in the guest, with slashes.</summary>
    public required string EntryFile { get; init; }

    /// <summary>The entry's module name.</summary>
    public required string Module { get; init; }

    /// <summary>Where modules are searched first, relative to the working directory in the guest; empty for itself.</summary>
    public required string SearchFolder { get; init; }

    /// <summary>The program's own files, by path relative to the working directory.</summary>
    public required IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files { get; init; }

    /// <summary>Files of packages, by path relative to site-packages.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Packages { get; init; } =
        new Dictionary<string, ReadOnlyMemory<byte>>();

    /// <summary>The language; that of a file whose name says nothing is Python.</summary>
    internal GuestLanguage Language => GuestLanguage.OfFile(EntryFile) ?? GuestLanguage.Python;

    /// <summary>A program of one file that exists only as text.</summary>
    /// <param name="source">The text.</param>
    /// <param name="fileName">The name that tracebacks show, whose ending says the language.</param>
    public static ProgramSource FromText(string source, string fileName = DefaultFileName) => new()
    {
        EntryFile = fileName,
        Module = (GuestLanguage.OfFile(fileName) ?? GuestLanguage.Python).Rules.ModuleOfText(fileName),
        SearchFolder = "",
        Files = new Dictionary<string, ReadOnlyMemory<byte>> { [fileName] = Encoding.UTF8.GetBytes(source) },
    };

    /// <summary>A program of files that are at hand.</summary>
    /// <param name="files">The files, by path relative to the working directory, with slashes.</param>
    /// <param name="entry">The entry file, which is one of them, in a language that there is a guest for.</param>
    internal static ProgramSource FromFiles(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files, string entry)
    {
        var (search, module) = GuestLanguage.OfFile(entry)!.Rules.PlaceOf(entry, files.ContainsKey);
        return new() { EntryFile = entry, Module = module, SearchFolder = search, Files = files };
    }
}

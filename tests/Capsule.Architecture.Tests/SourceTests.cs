using System.Text.RegularExpressions;

namespace Capsule.Architecture.Tests;

public sealed partial class SourceTests
{
    private const int MostLines = 250;

    /// <summary>The engine, the system calls that open files, those that reach granted folders, the one that locks runs, and those that look at descriptors.</summary>
    private static readonly string[] NativePlaces =
        ["src/Capsule.Core/Files/LibC.cs", "src/Capsule.Wasm/", "src/Capsule.Guests/FileSystem/Host/Libc.cs", "src/Capsule.Journal/Ownership/FileLock.cs",
            "src/Capsule.Cli/StandardDescriptors.cs"];

    /// <summary>The build's own program; files of the kernel; files that are only written; the archive of the installation.</summary>
    private static readonly string[] ReadingPlaces =
        ["src/Capsule.GuestBuilder/", "src/Capsule.Wasm/Memory/PageMap.cs", "src/Capsule.Wasm/Memory/SealedMemory.cs",
            "src/Capsule.Wasm/Memory/MappingBudget.cs", "src/Capsule.Runtime/Execution/SandboxRoom.cs",
            "src/Capsule.Cli/StandardDescriptors.cs", "src/Capsule.Cli/Display/StandardOutput.cs", "src/Capsule.Cli/Repl/ReplHistory.cs",
            "src/Capsule.Runtime/Images/AtomicFile.cs", "src/Capsule.Extensions.Hosting/Health/RuntimeProbe.cs",
            "src/Capsule.Guests/Python/PythonFiles.cs"];

    private static readonly string[] Writers = ["Display/Terminal.cs", "Display/StandardOutput.cs"];

    private static readonly string[] DataPrinters =
    [
        "Commands/CacheCommand.cs", "Commands/CompletionCommand.cs", "Display/ArtifactPrinter.cs", "Display/EnvelopePrinter.cs",
        "Display/RunDisplay.cs", "Packages/ExportCommand.cs", "Commands/McpConfigCommand.cs", "Repl/ReplLoop.cs", "Runs/RunPrinter.cs", "Overlays/OverlayJson.cs", "Traces/TraceJson.cs",
    ];

    [Fact]
    public void No_source_file_is_longer_than_250_lines() => Offenders.MustBeNone(
        Sources("src").Select(file => (File: file, Lines: File.ReadLines(Repository.FullPath(file)).Count()))
            .Where(source => source.Lines > MostLines)
            .Select(source => $"{source.File}: {source.Lines} lines"));

    /// <summary>What a library prints would be mixed into the output of the program that uses it.</summary>
    [Theory]
    [InlineData("src/Capsule.Core")]
    [InlineData("src/Capsule.Extensions.AI")]
    [InlineData("src/Capsule.Extensions.Hosting")]
    [InlineData("src/Capsule.Journal")]
    [InlineData("src/Capsule.Journal.Postgres")]
    [InlineData("src/Capsule.Packages")]
    [InlineData("src/Capsule.Runtime")]
    public void A_library_does_not_print(string folder) =>
        Offenders.MustBeNone(Sources(folder).SelectMany(file => LinesWith(ConsoleUse(), file)));

    [Fact]
    public void Native_code_is_called_from_few_places() => Offenders.MustBeNone(
        Sources("src").Where(file => !Array.Exists(NativePlaces, place => file.StartsWith(place, StringComparison.Ordinal)))
            .SelectMany(file => LinesWith(NativeImport(), file)));

    /// <summary>
    /// Threat: a pipe, a device or a file of terabytes in the place of a file. Whatever reads a file that somebody else may have put
    /// there does it through Capsule.Files.RegularFile.
    /// </summary>
    [Fact]
    public void Files_are_read_in_one_place() => Offenders.MustBeNone(
        Sources("src").Where(file => !Array.Exists(ReadingPlaces, place => file.StartsWith(place, StringComparison.Ordinal)))
            .SelectMany(file => LinesWith(FileRead(), file)));

    /// <summary>Text for people is made harmless on its way through the terminal: nobody goes round it.</summary>
    [Fact]
    public void Commands_write_only_through_the_terminal() => Offenders.MustBeNone(
        Sources("src/Capsule.Cli").Where(file => !Array.Exists(Writers, writer => file.EndsWith(writer, StringComparison.Ordinal)))
            .SelectMany(file => LinesWith(ConsoleOutput(), file)));

    /// <summary>Standard output as bytes is for JSON, results and scripts.</summary>
    [Fact]
    public void Few_printers_write_data() => Offenders.MustBeNone(
        Sources("src/Capsule.Cli").Where(file => !Array.Exists(DataPrinters, printer => file.EndsWith(printer, StringComparison.Ordinal)))
            .SelectMany(file => LinesWith(DataUse(), file)));

    private static IReadOnlyList<string> Sources(string folder) => Repository.Files(folder, "*.cs");

    private static IEnumerable<string> LinesWith(Regex pattern, string file) =>
        File.ReadLines(Repository.FullPath(file))
            .Select((line, index) => (Text: line, Number: index + 1))
            .Where(line => pattern.IsMatch(line.Text))
            .Select(line => $"{file}:{line.Number}: {line.Text.Trim()}");

    [GeneratedRegex(@"\b(?:File\.(?:Read\w*|Open\w*|AppendText)\(|new FileStream\(|ZipFile\.Open|new StreamReader\([^)]*[pP]ath|MemoryMappedFile)")]
    private static partial Regex FileRead();

    [GeneratedRegex(@"\bConsole\.(?:Out\b|Error\b|Write|OpenStandardOutput|OpenStandardError)|\bAnsiConsole\b|\bIAnsiConsole\b")]
    private static partial Regex ConsoleOutput();

    [GeneratedRegex(@"\bterminal\.(?:Data|Screen|PassOn)\b")]
    private static partial Regex DataUse();

    [GeneratedRegex(@"\bConsole\.")]
    private static partial Regex ConsoleUse();

    [GeneratedRegex(@"\b(?:DllImport|LibraryImport)\b")]
    private static partial Regex NativeImport();
}

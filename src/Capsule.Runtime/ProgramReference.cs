using Capsule.Runtime.Programs;
using Capsule.Runtime.Programs.Warm;

namespace Capsule.Runtime;

/// <summary>Names a program: a source file, an artifact, or a text. A string is the path of a file.</summary>
public sealed record ProgramReference
{
    private ProgramReference(WarmKind kind, string value) => (Kind, Value) = (kind, value);

    /// <summary>What <see cref="Value"/> is.</summary>
    internal WarmKind Kind { get; }

    /// <summary>A path, or a text.</summary>
    internal string Value { get; }

    /// <summary>What a text is called in the guest.</summary>
    internal string FileName { get; init; } = ProgramSource.DefaultFileName;

    /// <summary>The program of a file: an artifact where its name ends in <c>.wasm</c>, else a source in the language that the ending says.</summary>
    public static implicit operator ProgramReference(string path) => File(path);

    /// <summary>The program of a file: an artifact where its name ends in <c>.wasm</c>, else a source in the language that the ending says.</summary>
    /// <param name="path">A path, relative to the current directory of the process.</param>
    public static ProgramReference File(string path) => new(
        path.EndsWith(".wasm", StringComparison.Ordinal) ? WarmKind.Artifact : WarmKind.File, path);

    /// <summary>A program that exists only as text.</summary>
    /// <param name="text">Its source.</param>
    /// <param name="language">The language that it is written in; null for Python. A program in JavaScript may be TypeScript.</param>
    public static ProgramReference Source(string text, GuestLanguage? language = null) =>
        new(WarmKind.Source, text) { FileName = language is null ? ProgramSource.DefaultFileName : $"program{language.Rules.TextExtension}" };

    /// <summary>The program of an artifact, whatever the file's name is.</summary>
    /// <param name="path">A path, relative to the current directory of the process.</param>
    public static ProgramReference Artifact(string path) => new(WarmKind.Artifact, path);
}

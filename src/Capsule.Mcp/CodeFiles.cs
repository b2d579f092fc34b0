using System.Text.Json;
using Capsule.Runtime.Answers;
using ModelContextProtocol.Protocol;

namespace Capsule.Mcp;

/// <summary>The files of an answer: as many as there is room for, in order of their paths.</summary>
/// <param name="files">The files that can be read.</param>
/// <param name="omitted">How many more were written.</param>
/// <param name="advice">How a model reads them.</param>
internal sealed class CodeFiles(IReadOnlyList<CodeFile> files, int omitted, string advice)
{
    /// <summary>How many files an answer links. Threat: a client that fetches what is linked.</summary>
    internal const int MaxLinked = 20;

    private List<CodeFile> told = [.. files];

    /// <summary>No files.</summary>
    internal static CodeFiles None => new([], 0, "");

    /// <summary>How long telling them all is.</summary>
    internal int Size => (int)Math.Min(int.MaxValue, files.Sum(file => (long)SizeOf(file)));

    /// <summary>The links to those that are told.</summary>
    internal IEnumerable<ContentBlock> Links => told.Select(file => file.ToLink());

    /// <summary>The images among them, also those that there is no room to tell of.</summary>
    internal IEnumerable<byte[]> Images => files.Select(file => file.Image).OfType<byte[]>();

    private int LeftOut => omitted + files.Count - told.Count;

    /// <summary>Tells as many as there is room for.</summary>
    internal void Take(int most) => told = [.. files.TakeWhile(file => (most -= SizeOf(file)) >= 0)];

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("files");
        foreach (var file in told)
        {
            writer.WriteStartObject();
            writer.WriteString("path", file.Path);
            writer.WriteNumber("size", file.Size);
            writer.WriteString("uri", file.Uri);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteNumber("files_left_out", LeftOut);
    }

    /// <summary>The files in words.</summary>
    internal IEnumerable<string> Tell()
    {
        if (told.Count > 0)
        {
            yield return $"Files: {string.Join(", ", told.Select(file => $"{file.Path} ({file.Size} bytes, {file.Uri})"))}\n{advice}";
        }

        if (LeftOut > 0)
        {
            yield return $"{LeftOut} more files are left out.";
        }
    }

    /// <summary>Of the JSON, which is longer than the words.</summary>
    private static int SizeOf(CodeFile file) => Excerpt.SizeOf(file.Path) + Excerpt.SizeOf(file.Uri) + 60;
}

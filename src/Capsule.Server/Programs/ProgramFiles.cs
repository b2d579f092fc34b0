using System.Text;
using System.Text.Json;
using Capsule.Runtime.Artifacts;

namespace Capsule.Server.Programs;

/// <summary>The files of an uploaded program: their paths are a stranger's, and are only ever names in a sandbox.</summary>
internal static class ProgramFiles
{
    internal const int MaxFiles = 1000;
    private const int MaxDepth = 32;
    private const int MaxName = 255;
    private const string Encoded = "base64";

    /// <summary>What a path is, for messages.</summary>
    private const string PathForm =
        "relative, with slashes, at most 32 names of at most 255 characters, none of which is empty, '.' or '..' or has a backslash or a control character";

    /// <summary>Reads an object of files by path, each a text or <c>{"base64": "…"}</c>.</summary>
    internal static Outcome<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> Read(JsonElement json)
    {
        var files = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var member in json.EnumerateObject())
        {
            if (files.Count == MaxFiles)
            {
                return Failure.Config($"\"files\" takes at most {MaxFiles} files: build an artifact with 'capsule build', and upload that");
            }

            if (!IsPath(member.Name))
            {
                return Failure.Config($"\"files\": the path {JsonEncodedText.Encode(Shorten(member.Name))} is not valid; paths are {PathForm}");
            }

            if (ReadContents(member.Value) is not { } contents)
            {
                return Failure.Config($"\"files\": {member.Name} takes a string, or {{\"{Encoded}\": \"…\"}} for what is no text");
            }

            files.Add(member.Name, contents);
        }

        return FindConflict(files.Keys) is { } path
            ? Failure.Config($"\"files\": {path} is a file, and other files are in a folder of that name")
            : Outcome<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>>.Of(files);
    }

    /// <summary>Why an artifact's files are none that a program may have here, or null.</summary>
    internal static Failure? Check(Artifact artifact)
    {
        foreach (var paths in artifact.Companions.Values.Prepend(artifact).SelectMany(part => new[] { part.Files.Keys, part.Packages.Keys }))
        {
            if ((paths.FirstOrDefault(path => !IsPath(path)) ?? FindConflict(paths)) is { } wrong)
            {
                return Failure.Config($"the artifact has a file whose path is not valid: {JsonEncodedText.Encode(Shorten(wrong))}; paths are {PathForm}");
            }
        }

        return null;
    }

    private static bool IsPath(string path) =>
        FileList.IsPath(path) && path.Split('/') is { Length: <= MaxDepth } names
        && Array.TrueForAll(names, name => name.Length <= MaxName && !name.Any(letter => letter == '\\' || char.IsControl(letter)));

    /// <summary>A file in whose place there would have to be a folder, too.</summary>
    private static string? FindConflict(IEnumerable<string> paths)
    {
        var known = paths.ToHashSet(StringComparer.Ordinal);
        return known.SelectMany(path => Enumerable.Range(0, path.Length).Where(at => path[at] == '/').Select(at => path[..at])).FirstOrDefault(known.Contains);
    }

    private static byte[]? ReadContents(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            return Encoding.UTF8.GetBytes(value.GetString()!);
        }

        return value.ValueKind == JsonValueKind.Object && value.EnumerateObject().ToArray() is [{ Name: Encoded, Value: { ValueKind: JsonValueKind.String } text }]
            && text.TryGetBytesFromBase64(out var bytes)
                ? bytes
                : null;
    }

    private static string Shorten(string path) => path.Length <= MaxName ? path : path[..MaxName] + "…";
}

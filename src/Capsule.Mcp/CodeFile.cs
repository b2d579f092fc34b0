using ModelContextProtocol.Protocol;

namespace Capsule.Mcp;

/// <summary>A file that code wrote, which clients can read as a resource.</summary>
/// <param name="Path">Its path in the workspace.</param>
/// <param name="Size">How many bytes it has.</param>
/// <param name="Uri">The resource.</param>
/// <param name="Image">Its bytes, where it is an image to show; else null.</param>
internal sealed record CodeFile(string Path, long Size, string Uri, byte[]? Image)
{
    private static readonly Dictionary<string, string> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        [".csv"] = "text/csv",
        [".gif"] = "image/gif",
        [".html"] = "text/html",
        [".jpeg"] = "image/jpeg",
        [".jpg"] = "image/jpeg",
        [".json"] = "application/json",
        [".md"] = "text/markdown",
        [".pdf"] = "application/pdf",
        [".png"] = "image/png",
        [".py"] = "text/x-python",
        [".svg"] = "image/svg+xml",
        [".txt"] = "text/plain",
        [".webp"] = "image/webp",
        [".xml"] = "application/xml",
        [".zip"] = "application/zip",
    };

    /// <summary>The type that the name of a file says.</summary>
    internal static string TypeOf(string path) => Types.GetValueOrDefault(System.IO.Path.GetExtension(path), "application/octet-stream");

    /// <summary>Whether the name says that it is an image that clients show.</summary>
    internal static bool LooksLikeImage(string path) => CellImages.IsImage(TypeOf(path));

    /// <summary>As the protocol links it.</summary>
    internal ContentBlock ToLink() => new ResourceLinkBlock { Uri = Uri, Name = Path, MimeType = TypeOf(Path), Size = Size };
}

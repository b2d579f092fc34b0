using System.Text;
using System.Text.Unicode;
using Capsule.Runtime;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Capsule.Mcp;

/// <summary>
/// Files that code wrote, as resources: those of a session as they are there, <c>capsule://sessions/ID/files/PATH</c>, and for a while those of
/// code that was run once, <c>capsule://files/CALL/PATH</c>.
/// </summary>
/// <param name="maxKeptBytes">How many bytes of files of code that was run once are kept.</param>
internal sealed class FileResources(int maxKeptBytes)
{
    /// <summary>How many bytes a resource has: what a client takes in one message.</summary>
    private const int MaxBytes = 16 << 20;

    private const string OfSessions = "capsule://sessions/";
    private const string OfCalls = "capsule://files/";
    private readonly KeptFiles kept = new(maxKeptBytes);

    /// <summary>Finds a session; set by whoever has them.</summary>
    internal required Func<string, CapsuleSession?> FindSession { get; init; }

    /// <summary>Those that are listed: of sessions, <c>session_list_files</c> lists them.</summary>
    internal IEnumerable<Resource> List() => kept.All.Select(file => new Resource
    {
        Uri = file.Uri,
        Name = file.Path,
        MimeType = CodeFile.TypeOf(file.Path),
        Size = file.Size,
        Description = "A file that code wrote which execute_python ran.",
    });

    internal static IEnumerable<ResourceTemplate> Templates() =>
    [
        new()
        {
            UriTemplate = OfSessions + "{session}/files/{+path}",
            Name = "session-file",
            Description = "A file of a session's workspace.",
        },
        new()
        {
            UriTemplate = OfCalls + "{call}/{+path}",
            Name = "code-file",
            Description = "A file that code wrote which execute_python ran; the youngest ones are kept.",
        },
    ];

    /// <summary>Whether a resource is one of these.</summary>
    internal static bool Has(string uri) =>
        uri.StartsWith(OfSessions, StringComparison.Ordinal) || uri.StartsWith(OfCalls, StringComparison.Ordinal);

    internal async ValueTask<ReadResourceResult> ReadAsync(string uri, CancellationToken cancellationToken)
    {
        if (kept.Find(uri) is { } bytes)
        {
            return Contents(uri, bytes);
        }

        var (id, path) = Split(uri);
        if (path is null || FindSession(id) is not { } session)
        {
            throw NotFound(uri.StartsWith(OfCalls, StringComparison.Ordinal)
                ? $"'{Shown(uri)}' is no longer kept: run the code in a session, whose files stay as long as it does"
                : $"there is no resource '{Shown(uri)}': the session has ended, or there was none");
        }

        var read = await session.TryReadFileAsync(path, MaxBytes, cancellationToken).ConfigureAwait(false);
        return read.TryGet(out bytes, out var failure) ? Contents(uri, bytes) : throw NotFound(failure.Message);
    }

    /// <summary>What a cell wrote. It is read from the session when a client asks for it; images are shown now.</summary>
    internal static async Task<CodeFiles> OfCellAsync(CapsuleSession session, SessionResult result)
    {
        var files = new List<CodeFile>();
        foreach (var file in result.Files.Take(CodeFiles.MaxLinked))
        {
            var image = CodeFile.LooksLikeImage(file.Path) ? await ReadAsync(session, file.Path, CellImages.MaxBytes).ConfigureAwait(false) : null;
            files.Add(new CodeFile(file.Path, file.Size, $"{OfSessions}{session.Id}/files/{Escape(file.Path)}", image));
        }

        return new CodeFiles(files, Omitted(result, files.Count), "Read one with session_read_file.");
    }

    /// <summary>What code wrote whose session ends now, kept as long as there is room.</summary>
    internal async Task<CodeFiles> OfCodeAsync(CapsuleSession session, SessionResult result)
    {
        var (files, left) = (new List<CodeFile>(), KeptFiles.MaxCallBytes);
        foreach (var file in result.Files.Take(CodeFiles.MaxLinked))
        {
            if (await ReadAsync(session, file.Path, left).ConfigureAwait(false) is not { } bytes)
            {
                continue;
            }

            left -= bytes.Length;
            var uri = $"{OfCalls}{session.Id}/{Escape(file.Path)}";
            kept.Add(uri, file.Path, bytes);
            files.Add(new CodeFile(file.Path, bytes.Length, uri, CodeFile.LooksLikeImage(file.Path) ? bytes : null));
        }

        return new CodeFiles(
            files, Omitted(result, files.Count), "They are resources of this server for a while; to keep working with files, run the code in a session.");
    }

    private static int Omitted(SessionResult result, int told) => result.OmittedFiles + result.Files.Count - told;

    /// <summary>The call has ended: cancelling it now would lose what it wrote.</summary>
    private static async Task<byte[]?> ReadAsync(CapsuleSession session, string path, int most) =>
        (await session.TryReadFileAsync(path, most, CancellationToken.None).ConfigureAwait(false)).TryGet(out var bytes, out _) ? bytes : null;

    private static (string Id, string? Path) Split(string uri)
    {
        if (!uri.StartsWith(OfSessions, StringComparison.Ordinal))
        {
            return ("", null);
        }

        var parts = uri[OfSessions.Length..].Split("/files/", 2);
        return (parts[0], parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : null);
    }

    private static string Escape(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    private static ReadResourceResult Contents(string uri, byte[] bytes)
    {
        var type = CellImages.TypeOf(bytes) ?? CodeFile.TypeOf(uri);
        return new()
        {
            Contents =
            [
                !CellImages.IsImage(type) && Utf8.IsValid(bytes)
                    ? new TextResourceContents { Uri = uri, MimeType = type, Text = Encoding.UTF8.GetString(bytes) }
                    : BlobResourceContents.FromBytes(bytes, uri, type),
            ],
        };
    }

    private static string Shown(string uri) => uri.Length <= 200 ? uri : uri[..200] + "…";

    private static McpProtocolException NotFound(string message) => new(message, McpErrorCode.ResourceNotFound);
}

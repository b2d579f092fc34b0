using System.Text;
using System.Text.Json;
using Capsule.Runtime;
using Capsule.Runtime.Sessions;
using ModelContextProtocol.Protocol;

namespace Capsule.Mcp;

/// <summary>The tools of sessions: Python that remembers.</summary>
internal sealed class SessionTools(CapsuleRuntime runtime, McpOptions options) : IAsyncDisposable
{
    private const int MostFileBytes = 16 << 20;
    private readonly SessionRegistry sessions = new(options.MaxSessions, "end one with session_close");

    internal IEnumerable<McpTool> All() =>
    [
        new("session_create", "Starts a Python session: what one call defines, the next ones have." + options.PackagesText,
            McpSchemas.Nothing, McpSchemas.Session, CreateAsync),
        new("session_run", "Runs Python in a session. Gives the value of the last expression and what was printed.",
            McpSchemas.Cell, McpSchemas.CellResult, RunAsync),
        new("session_fork", "Starts a new session that goes on from where another is.", McpSchemas.Session, McpSchemas.Session, ForkAsync),
        new("session_reset", "Ends a session and starts an empty one.", McpSchemas.Session, McpSchemas.Session, ResetAsync),
        new("session_close", "Ends a session.", McpSchemas.Session, McpSchemas.Session, CloseAsync),
        new("session_write_file", "Writes a file into a session's workspace.", McpSchemas.WriteFile, McpSchemas.Session, WriteFileAsync),
        new("session_read_file", "Reads a file of a session's workspace.", McpSchemas.File, McpSchemas.FileContents, ReadFileAsync) { IsReadOnly = true },
        new("session_list_files", "Lists the files of a session's workspace.", McpSchemas.Session, McpSchemas.Files, ListFilesAsync) { IsReadOnly = true },
    ];

    public ValueTask DisposeAsync() => sessions.DisposeAsync();

    private async Task<CallToolResult> CreateAsync(McpCall call, CancellationToken cancellationToken)
    {
        var wanted = new SessionOptions
        {
            Policy = options.Caps.Apply(options.Policy),
            Mounts = options.Mounts,
            SitePackages = options.SitePackages,
            MaxOutputLength = options.MaxOutputLength + CellImages.MostCharacters,
            IdleTimeout = options.SessionIdleTimeout,
        };
        return Named(await sessions.AddAsync(() => runtime.TryCreateSessionAsync(wanted, cancellationToken: cancellationToken)).ConfigureAwait(false));
    }

    private async Task<CallToolResult> ForkAsync(McpCall call, CancellationToken cancellationToken) =>
        Named(await sessions.AddAsync(() => Find(call).TryForkAsync(cancellationToken)).ConfigureAwait(false));

    private async Task<CallToolResult> ResetAsync(McpCall call, CancellationToken cancellationToken)
    {
        _ = await CloseAsync(call, cancellationToken).ConfigureAwait(false);
        return await CreateAsync(call, cancellationToken).ConfigureAwait(false);
    }

    private async Task<CallToolResult> CloseAsync(McpCall call, CancellationToken cancellationToken)
    {
        var session = Find(call);
        if (sessions.Remove(session.Id) is { } removed)
        {
            await removed.DisposeAsync().ConfigureAwait(false);
        }

        return Named(session.Id);
    }

    private async Task<CallToolResult> RunAsync(McpCall call, CancellationToken cancellationToken)
    {
        var (session, source, progress) = (Find(call), call.Text("source"), new CellProgress(call, cancellationToken));
        SessionResult result;
        await using (progress.ConfigureAwait(false))
        {
            result = await session.RunAsync(source, new SessionCall { OnOutput = progress.Add }, cancellationToken).ConfigureAwait(false);
        }

        return CellAnswer.OfCell(MissingPackage.Explain(result, options), options.MaxOutputLength);
    }

    private async Task<CallToolResult> WriteFileAsync(McpCall call, CancellationToken cancellationToken)
    {
        var session = Find(call);
        var written = await session.TryWriteFileAsync(call.Text("path"), Contents(call), cancellationToken).ConfigureAwait(false);
        return written.TryGet(out _, out var failure) ? Named(session.Id) : McpAnswer.Of(failure);
    }

    private async Task<CallToolResult> ReadFileAsync(McpCall call, CancellationToken cancellationToken)
    {
        var read = await Find(call).TryReadFileAsync(call.Text("path"), MostFileBytes, cancellationToken).ConfigureAwait(false);
        return !read.TryGet(out var contents, out var failure) ? McpAnswer.Of(failure) : McpAnswer.Of(isError: false, writer =>
        {
            if (System.Text.Unicode.Utf8.IsValid(contents))
            {
                writer.WriteString("text", contents);
            }

            writer.WriteBase64String("base64", contents);
        });
    }

    private async Task<CallToolResult> ListFilesAsync(McpCall call, CancellationToken cancellationToken)
    {
        var listed = await Find(call).TryListFilesAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        return !listed.TryGet(out var files, out var failure) ? McpAnswer.Of(failure) : McpAnswer.Of(isError: false, writer =>
        {
            writer.WriteStartArray("files");
            foreach (var file in files)
            {
                writer.WriteStartObject();
                writer.WriteString("path", file.Path);
                writer.WriteNumber("size", file.Size);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        });
    }

    private static byte[] Contents(McpCall call)
    {
        if (call.Find("base64") is { } given)
        {
            return given.ValueKind == JsonValueKind.String && given.TryGetBytesFromBase64(out var bytes)
                ? bytes
                : throw McpCall.Invalid("the argument 'base64' takes bytes in base64");
        }

        return Encoding.UTF8.GetBytes(call.Text("text"));
    }

    private CapsuleSession Find(McpCall call) => sessions.Find(call.Text("session"))
        ?? throw McpCall.Invalid("there is no such session; session_create makes one");

    private static CallToolResult Named(Outcome<CapsuleSession> made) =>
        made.TryGet(out var session, out var failure) ? Named(session.Id) : McpAnswer.Of(failure);

    private static CallToolResult Named(string id) => McpAnswer.Of(isError: false, writer => writer.WriteString("session", id));
}

using System.Text;
using System.Text.Json;
using Capsule.Runtime;
using Capsule.Runtime.Execution;
using Capsule.Runtime.Sessions;
using ModelContextProtocol.Protocol;

namespace Capsule.Mcp;

/// <summary>The tools of sessions: code that remembers.</summary>
internal sealed class SessionTools(CapsuleRuntime runtime, McpOptions options, ToolDescriptions descriptions) : IAsyncDisposable
{
    private const int MostFileBytes = 16 << 20;
    private readonly SessionRegistry sessions = new(options.MaxSessions, "end one with session_close");

    internal IEnumerable<McpTool> All() =>
    [
        new("session_create", descriptions.CreateSession, McpSchemas.CreateSession, McpSchemas.Session, CreateAsync)
        {
            Title = "Start a session",
            Effects = ToolEffects.Adds,
        },
        new("session_run", ToolDescriptions.RunCell, McpSchemas.Cell, McpSchemas.CellResult, RunAsync)
        {
            Title = "Run code in a session",
            Effects = ToolEffects.OfCode(options, keepsState: true),
        },
        new("session_list", "Lists the sessions that there are.", McpSchemas.Nothing, McpSchemas.Sessions, ListAsync)
        {
            Title = "List sessions",
            Effects = ToolEffects.Reads,
        },
        new("session_fork", "Starts a new session that goes on from where another is; neither changes the other.",
            McpSchemas.Session, McpSchemas.Session, ForkAsync)
        {
            Title = "Fork a session",
            Effects = ToolEffects.Adds,
        },
        new("session_reset", "Empties a session: its names and its private files are gone. A cell that runs is interrupted.",
            McpSchemas.Session, McpSchemas.Session, ResetAsync)
        {
            Title = "Reset a session",
            Effects = ToolEffects.Replaces,
        },
        new("session_close", "Ends a session. A cell that runs is interrupted.", McpSchemas.Session, McpSchemas.Session, CloseAsync)
        {
            Title = "End a session",
            Effects = ToolEffects.Replaces,
        },
        new("session_write_file", "Writes a file into a session's workspace, over one that is there.",
            McpSchemas.WriteFile, McpSchemas.Session, WriteFileAsync)
        {
            Title = "Write a file of a session",
            Effects = ToolEffects.Replaces,
        },
        new("session_read_file", "Reads a file of a session's workspace.", McpSchemas.File, McpSchemas.FileContents, ReadFileAsync)
        {
            Title = "Read a file of a session",
            Effects = ToolEffects.Reads,
        },
        new("session_list_files", "Lists the files of a session's workspace.", McpSchemas.Session, McpSchemas.Files, ListFilesAsync)
        {
            Title = "List the files of a session",
            Effects = ToolEffects.Reads,
        },
    ];

    public ValueTask DisposeAsync() => sessions.DisposeAsync();

    private async Task<CallToolResult> CreateAsync(McpCall call, CancellationToken cancellationToken)
    {
        var word = call.Optional("language", JsonValueKind.String)?.GetString() ?? GuestLanguage.Python.Name;
        var language = GuestLanguage.OfWord(word) ?? throw McpCall.Invalid($"the argument 'language' is '{word}'; it takes python or typescript");
        var wanted = new SessionOptions
        {
            Language = language,
            Policy = options.Caps.Apply(CallLimits.Read(call, options.Caps).Override(options.Policy)),
            Mounts = options.Mounts,
            SitePackages = language.Rules.HasPackageFolder ? options.SitePackages : null,
            MaxOutputLength = options.MaxOutputLength + CellImages.MostCharacters,
            IdleTimeout = options.SessionIdleTimeout,
            Reader = DenialReader.Model,
        };
        return Named(await sessions.AddAsync(() => runtime.TryCreateSessionAsync(wanted, cancellationToken: cancellationToken)).ConfigureAwait(false));
    }

    private async Task<CallToolResult> ForkAsync(McpCall call, CancellationToken cancellationToken) =>
        Named(await sessions.AddAsync(() => Find(call).TryForkAsync(cancellationToken)).ConfigureAwait(false));

    private async Task<CallToolResult> ResetAsync(McpCall call, CancellationToken cancellationToken)
    {
        var session = Find(call);
        session.Interrupt();
        var reset = await session.TryResetAsync(cancellationToken).ConfigureAwait(false);
        return reset.TryGet(out _, out var failure) ? Named(session.Id) : McpAnswer.Of(failure);
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
        var (session, code, limits) = (Find(call), call.Text("code"), CallLimits.Read(call, options.Caps));
        var progress = new CellProgress(call, cancellationToken);
        SessionResult result;
        await using (progress.ConfigureAwait(false))
        {
            var cell = new SessionCall { OnOutput = progress.Add, Compute = limits.Compute, Timeout = limits.Timeout };
            result = await session.RunAsync(code, cell, cancellationToken).ConfigureAwait(false);
        }

        return CellAnswer.OfCell(MissingPackage.Explain(result, options), options.MaxOutputLength);
    }

    private Task<CallToolResult> ListAsync(McpCall call, CancellationToken cancellationToken) => Task.FromResult(McpAnswer.Of(isError: false, writer =>
    {
        writer.WriteStartArray("sessions");
        foreach (var session in sessions.All.OrderBy(session => session.Created))
        {
            writer.WriteStartObject();
            writer.WriteString("session", session.Id);
            writer.WriteNumber("cells", session.Cells);
            writer.WriteString("created", session.Created.UtcDateTime);
            writer.WriteString("last_used", session.LastUsed.UtcDateTime);
            writer.WriteBoolean("is_running", session.IsRunning);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }));

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
        ?? throw McpCall.Invalid("there is no such session: session_list has those that there are, session_create makes one");

    private static CallToolResult Named(Outcome<CapsuleSession> made) =>
        made.TryGet(out var session, out var failure) ? Named(session.Id) : McpAnswer.Of(failure);

    private static CallToolResult Named(string id) => McpAnswer.Of(isError: false, writer => writer.WriteString("session", id));
}

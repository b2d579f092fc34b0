using Capsule.Runtime;
using Capsule.Runtime.Sessions;
using ModelContextProtocol.Protocol;

namespace Capsule.Mcp;

/// <summary>The tools of sessions: code that remembers.</summary>
internal sealed class SessionTools(CapsuleRuntime runtime, McpOptions options, ToolDescriptions descriptions, ToolCollection? functions) : IAsyncDisposable
{
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
        .. new SessionFileTools(Find, options.MaxAnswerLength).All(),
    ];

    /// <summary>The session with an id, or null.</summary>
    internal CapsuleSession? Find(string id) => sessions.Find(id);

    public ValueTask DisposeAsync() => sessions.DisposeAsync();

    private async Task<CallToolResult> CreateAsync(McpCall call, CancellationToken cancellationToken)
    {
        var wanted = CodeOptions.Of(call.Language(), options, call, functions) with { IdleTimeout = options.SessionIdleTimeout };
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
        var output = new PrintedText();
        SessionResult result;
        await using (progress.ConfigureAwait(false))
        {
            var cell = new SessionCall { OnOutput = progress.And(output), Compute = limits.Compute, Timeout = limits.Timeout };
            result = await session.RunAsync(code, cell, cancellationToken).ConfigureAwait(false);
        }

        var report = CodeReport.Of(
            MissingPackage.Explain(result, options), output, await FileResources.OfCellAsync(session, result).ConfigureAwait(false), ofSession: true);
        return await CodeAnswer.OfAsync(report, options.MaxAnswerLength, (ofOutput, ofValue) => SessionFileTools.KeepAsync(session, result.Number, report, ofOutput, ofValue))
            .ConfigureAwait(false);
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

    private CapsuleSession Find(McpCall call) => sessions.Find(call.Text("session"))
        ?? throw McpCall.Invalid("there is no such session: session_list has those that there are, session_create makes one");

    private static CallToolResult Named(Outcome<CapsuleSession> made) =>
        made.TryGet(out var session, out var failure) ? Named(session.Id) : McpAnswer.Of(failure);

    /// <summary>An answer with the id of a session.</summary>
    internal static CallToolResult Named(string id) => McpAnswer.Of(isError: false, writer => writer.WriteString("session", id));
}

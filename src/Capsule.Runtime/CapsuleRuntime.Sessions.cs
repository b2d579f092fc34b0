using Capsule.Guests.Abstractions;
using Capsule.Runtime.Sessions;

namespace Capsule.Runtime;

/// <content>Making sessions.</content>
public sealed partial class CapsuleRuntime
{
    /// <summary>Creates a session: a sandbox that keeps its state from call to call.</summary>
    /// <param name="options">What it may use.</param>
    /// <param name="from">Where it starts: a snapshot of another session of this runtime, or null for a fresh interpreter.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CapsuleException">The options cannot be granted, or a file of the session cannot be written.</exception>
    public async Task<CapsuleSession> CreateSessionAsync(
        SessionOptions options, SessionSnapshot? from = null, CancellationToken cancellationToken = default) =>
        (await TryCreateSessionAsync(options, from, cancellationToken).ConfigureAwait(false)).OrThrow();

    /// <summary>Creates a session as <see cref="CreateSessionAsync"/> does, and returns the failure instead of throwing it.</summary>
    /// <param name="options">What it may use.</param>
    /// <param name="from">Where it starts: a snapshot of another session of this runtime, or null for a fresh interpreter.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Outcome<CapsuleSession>> TryCreateSessionAsync(
        SessionOptions options, SessionSnapshot? from = null, CancellationToken cancellationToken = default)
    {
        if (!Open(options, (_, _) => from?.State ?? SessionState.Empty).TryGet(out var session, out var failure))
        {
            return failure;
        }

        if (!(await session.FillAsync(cancellationToken).ConfigureAwait(false)).TryGet(out _, out failure))
        {
            await session.DisposeAsync().ConfigureAwait(false);
            return failure;
        }

        return session;
    }

    /// <summary>Creates a session from what <see cref="CapsuleSession.SaveAsync"/> gave.</summary>
    /// <param name="saved">The saved session (docs/reference/session-format.md).</param>
    /// <param name="options">What the session may use from now on.</param>
    /// <exception cref="CapsuleException">The bytes are no session that this user saved, or the options cannot be granted.</exception>
    public CapsuleSession LoadSession(ReadOnlyMemory<byte> saved, SessionOptions options) => TryLoadSession(saved, options).OrThrow();

    /// <summary>Creates a session as <see cref="LoadSession"/> does, and returns the failure instead of throwing it.</summary>
    /// <param name="saved">The saved session (docs/reference/session-format.md).</param>
    /// <param name="options">What the session may use from now on.</param>
    public Outcome<CapsuleSession> TryLoadSession(ReadOnlyMemory<byte> saved, SessionOptions options) =>
        Open(options, (sessions, workspace) => sessions.Format.Read(id: null, saved, "the file", workspace));

    /// <summary>Continues a session that was suspended, or that was idle on the disk when its process ended.</summary>
    /// <param name="id">Its <see cref="CapsuleSession.Id"/>.</param>
    /// <param name="options">What the session may use from now on.</param>
    /// <exception cref="CapsuleException">There is no such session on this machine, or the options cannot be granted.</exception>
    public CapsuleSession ResumeSession(string id, SessionOptions options) => TryResumeSession(id, options).OrThrow();

    /// <summary>Continues a session as <see cref="ResumeSession"/> does, and returns the failure instead of throwing it.</summary>
    /// <param name="id">Its <see cref="CapsuleSession.Id"/>.</param>
    /// <param name="options">What the session may use from now on.</param>
    public Outcome<CapsuleSession> TryResumeSession(string id, SessionOptions options) =>
        Open(options, (sessions, workspace) => sessions.Store.Read(id, workspace), id);

    /// <summary>Why a session cannot be granted what its options say, or null: told before anybody asks for one.</summary>
    internal Failure? Check(SessionOptions options)
    {
        if (caps.RefuseSession(options.Policy) is { } refusal)
        {
            return refusal;
        }

        if (!languages.Open(options.Language).TryGet(out var language, out var failure)
            || !language.Sessions.Grant(options).TryGet(out var grants, out failure))
        {
            return failure;
        }

        grants.Dispose();
        return null;
    }

    /// <summary>A session that has what it is granted here and now, wherever its state comes from.</summary>
    private Outcome<CapsuleSession> Open(SessionOptions options, Func<SessionHost, Workspace, Outcome<SessionState>> start, string? id = null)
    {
        if (caps.RefuseSession(options.Policy) is { } refusal)
        {
            return refusal;
        }

        if (!languages.Open(options.Language).TryGet(out var language, out var failure))
        {
            return failure;
        }

        var sessions = language.Sessions;
        if (!sessions.Grant(options).TryGet(out var grants, out failure))
        {
            return failure;
        }

        if (start(sessions, grants.Workspace).TryGet(out var state, out failure)
            && (failure = language.Refuse(state)) is null)
        {
            return new CapsuleSession(sessions, Granting(options), grants, state, id);
        }

        grants.Dispose();
        return failure;
    }
}

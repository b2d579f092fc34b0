using Capsule.Runtime.Sessions;
namespace Capsule.Runtime;

/// <content>Its state, kept, copied, and written to the disk.</content>
public sealed partial class CapsuleSession
{
    /// <summary>Takes a snapshot, which this session and new ones of the same runtime can start from.</summary>
    /// <param name="cancellationToken">Ends waiting for the turn.</param>
    /// <exception cref="CapsuleException">The session has ended, or holds what no snapshot can keep, such as an open connection.</exception>
    public async Task<SessionSnapshot> SnapshotAsync(CancellationToken cancellationToken = default) =>
        (await TrySnapshotAsync(cancellationToken).ConfigureAwait(false)).OrThrow();

    /// <summary>Returns to a snapshot of this session, or of another one of the same runtime.</summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="cancellationToken">Ends waiting for the turn.</param>
    /// <exception cref="CapsuleException">The session has ended.</exception>
    public async Task RestoreAsync(SessionSnapshot snapshot, CancellationToken cancellationToken = default) =>
        _ = (await TryRestoreAsync(snapshot, cancellationToken).ConfigureAwait(false)).OrThrow();

    /// <summary>Returns to the beginning: a fresh interpreter, and the files of <see cref="SessionOptions.Files"/>.</summary>
    /// <param name="cancellationToken">Ends waiting for the turn.</param>
    /// <exception cref="CapsuleException">The session has ended, or a file cannot be written.</exception>
    public async Task ResetAsync(CancellationToken cancellationToken = default) =>
        _ = (await TryResetAsync(cancellationToken).ConfigureAwait(false)).OrThrow();

    /// <summary>Creates a session that starts where this one is. What neither changes is shared.</summary>
    /// <param name="cancellationToken">Ends waiting for the turn.</param>
    /// <exception cref="CapsuleException">As for <see cref="SnapshotAsync"/>.</exception>
    public async Task<CapsuleSession> ForkAsync(CancellationToken cancellationToken = default) =>
        (await TryForkAsync(cancellationToken).ConfigureAwait(false)).OrThrow();

    /// <summary>Gives the session as bytes, for <see cref="CapsuleRuntime.LoadSession"/> (docs/reference/session-format.md).</summary>
    /// <param name="cancellationToken">Ends waiting for the turn.</param>
    /// <exception cref="CapsuleException">As for <see cref="SnapshotAsync"/>.</exception>
    public async Task<byte[]> SaveAsync(CancellationToken cancellationToken = default) =>
        (await TrySaveAsync(cancellationToken).ConfigureAwait(false)).OrThrow();

    /// <summary>Writes the session to the disk and ends it here; <see cref="CapsuleRuntime.ResumeSession"/> continues it.</summary>
    /// <param name="cancellationToken">Ends waiting for the turn.</param>
    /// <exception cref="CapsuleException">As for <see cref="SnapshotAsync"/>, or the disk cannot be written.</exception>
    public async Task SuspendAsync(CancellationToken cancellationToken = default) =>
        _ = (await TrySuspendAsync(cancellationToken).ConfigureAwait(false)).OrThrow();

    internal Task<Outcome<SessionSnapshot>> TrySnapshotAsync(CancellationToken cancellationToken = default) =>
        StateAsync<SessionSnapshot>(
            () => body.Take().TryGet(out var state, out var failure) ? new SessionSnapshot(state) : failure, cancellationToken);

    internal Task<Outcome<bool>> TryRestoreAsync(SessionSnapshot snapshot, CancellationToken cancellationToken = default) =>
        StateAsync<bool>(
            () =>
            {
                body.Return(snapshot.State);
                return true;
            },
            cancellationToken);

    internal Task<Outcome<bool>> TryResetAsync(CancellationToken cancellationToken = default) =>
        TurnAsync<bool>(
            _ =>
            {
                body.Return(SessionState.Empty);
                return options.Files.Count == 0 ? true : body.UseFiles(Fill);
            },
            cancellationToken);

    internal Task<Outcome<CapsuleSession>> TryForkAsync(CancellationToken cancellationToken = default) =>
        StateAsync<CapsuleSession>(
            () => body.Take().TryGet(out var state, out var failure)
                ? new CapsuleSession(host, options, grants.Share(), state with { NeedsSeed = true })
                : failure,
            cancellationToken);

    internal Task<Outcome<byte[]>> TrySaveAsync(CancellationToken cancellationToken = default) =>
        TurnAsync<byte[]>(
            _ => body.TakeForFile().TryGet(out var state, out var failure) && host.Format.Write(id: null, state).TryGet(out var saved, out failure)
                ? saved.ToArray()
                : failure,
            cancellationToken);

    internal async Task<Outcome<bool>> TrySuspendAsync(CancellationToken cancellationToken = default)
    {
        var written = await TurnAsync(_ => body.Evict(), cancellationToken).ConfigureAwait(false);
        isSuspended = written.TryGet(out _, out var failure);
        if (!isSuspended)
        {
            return failure!;
        }

        await DisposeAsync().ConfigureAwait(false);
        return true;
    }

    /// <summary>Does something in the session's turn that runs no guest.</summary>
    private async Task<Outcome<T>> StateAsync<T>(Func<Outcome<T>> use, CancellationToken cancellationToken)
    {
        if (await EnterAsync(cancellationToken).ConfigureAwait(false) is { } refusal)
        {
            return refusal;
        }

        try
        {
            return use();
        }
        finally
        {
            Leave();
        }
    }
}

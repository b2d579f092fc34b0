namespace Capsule.Runtime.Sessions;

/// <content>Its state, kept, copied, and written to the disk.</content>
public sealed partial class CapsuleSession
{
    /// <summary>Keeps this moment.</summary>
    public Task<Outcome<SessionSnapshot>> SnapshotAsync(CancellationToken cancellationToken = default) =>
        StateAsync<SessionSnapshot>(
            () => body.Take().TryGet(out var state, out var failure) ? new SessionSnapshot(state) : failure, cancellationToken);

    /// <summary>Returns to a moment of this session or of another one of the same runtime.</summary>
    public Task<Outcome<bool>> RestoreAsync(SessionSnapshot snapshot, CancellationToken cancellationToken = default) =>
        StateAsync<bool>(
            () =>
            {
                body.Return(snapshot.State);
                return true;
            },
            cancellationToken);

    /// <summary>Returns to the beginning: a fresh interpreter, and the files of <see cref="SessionOptions.Files"/>.</summary>
    public Task<Outcome<bool>> ResetAsync(CancellationToken cancellationToken = default) =>
        TurnAsync<bool>(
            _ =>
            {
                body.Return(SessionState.Empty);
                return options.Files.Count == 0 ? true : body.UseFiles(Fill);
            },
            cancellationToken);

    /// <summary>A new session that goes on from here, apart from this one. What neither changes is shared.</summary>
    public Task<Outcome<CapsuleSession>> ForkAsync(CancellationToken cancellationToken = default) =>
        StateAsync<CapsuleSession>(
            () => body.Take().TryGet(out var state, out var failure)
                ? new CapsuleSession(host, options, grants.Share(), state with { NeedsSeed = true })
                : failure,
            cancellationToken);

    /// <summary>The session as bytes, which <see cref="CapsuleRuntime.LoadSession"/> makes a session of (docs/SESSION_FORMAT.md).</summary>
    public Task<Outcome<byte[]>> SaveAsync(CancellationToken cancellationToken = default) =>
        TurnAsync<byte[]>(
            _ => body.TakeForFile().TryGet(out var state, out var failure) ? host.Format.Write(id: null, state) : failure, cancellationToken);

    /// <summary>Writes the session to the disk and ends it here; <see cref="CapsuleRuntime.ResumeSession"/> goes on with it.</summary>
    public async Task<Outcome<bool>> SuspendAsync(CancellationToken cancellationToken = default)
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

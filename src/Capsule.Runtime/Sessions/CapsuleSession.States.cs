namespace Capsule.Runtime.Sessions;

/// <content>Its state, kept, copied, and written to the disk.</content>
public sealed partial class CapsuleSession
{
    /// <summary>Keeps this moment.</summary>
    public Task<Outcome<SessionSnapshot>> SnapshotAsync(CancellationToken cancellation = default) =>
        StateAsync<SessionSnapshot>(
            () => body.Take().TryGet(out var state, out var failure) ? new SessionSnapshot(state) : failure, cancellation);

    /// <summary>Returns to a moment of this session or of another one of the same runtime.</summary>
    public Task<Outcome<bool>> RestoreAsync(SessionSnapshot snapshot, CancellationToken cancellation = default) =>
        StateAsync<bool>(
            () =>
            {
                body.Return(snapshot.State);
                return true;
            },
            cancellation);

    /// <summary>Returns to the beginning: a fresh interpreter, and the files of <see cref="SessionOptions.Files"/>.</summary>
    public Task<Outcome<bool>> ResetAsync(CancellationToken cancellation = default) =>
        TurnAsync<bool>(
            _ =>
            {
                body.Return(SessionState.Empty);
                return options.Files.Count == 0 ? true : body.UseFiles(Fill);
            },
            cancellation);

    /// <summary>A new session that goes on from here, apart from this one. What neither changes is shared.</summary>
    public Task<Outcome<CapsuleSession>> ForkAsync(CancellationToken cancellation = default) =>
        StateAsync<CapsuleSession>(
            () => body.Take().TryGet(out var state, out var failure)
                ? new CapsuleSession(host, options, grants.Share(), state with { NeedsSeed = true })
                : failure,
            cancellation);

    /// <summary>The session as bytes, which <see cref="CapsuleRuntime.LoadSession"/> makes a session of (docs/SESSION_FORMAT.md).</summary>
    public Task<Outcome<byte[]>> SaveAsync(CancellationToken cancellation = default) =>
        TurnAsync<byte[]>(
            _ => body.TakeForFile().TryGet(out var state, out var failure) ? host.Format.Write(id: null, state) : failure, cancellation);

    /// <summary>Writes the session to the disk and ends it here; <see cref="CapsuleRuntime.ResumeSession"/> goes on with it.</summary>
    public async Task<Outcome<bool>> SuspendAsync(CancellationToken cancellation = default)
    {
        var written = await TurnAsync(_ => body.Evict(), cancellation).ConfigureAwait(false);
        isSuspended = written.TryGet(out _, out var failure);
        if (!isSuspended)
        {
            return failure!;
        }

        await DisposeAsync().ConfigureAwait(false);
        return true;
    }

    /// <summary>Does something in the session's turn that runs no guest.</summary>
    private async Task<Outcome<T>> StateAsync<T>(Func<Outcome<T>> use, CancellationToken cancellation)
    {
        if (await EnterAsync(cancellation).ConfigureAwait(false) is { } refusal)
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

namespace Capsule.Runtime.HostApi;

/// <summary>One thing that guests may ask the host to do.</summary>
internal interface IHostOperation
{
    /// <summary>Its name in requests, such as <c>task.run</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Whether it only touches what the sandbox has to itself, so that a replay does it again instead of taking its answer from
    /// the journal.
    /// </summary>
    bool IsLocal => false;

    /// <summary>How often the bytes of a request are in memory while it is done: JSON that is taken apart takes seven times its length.</summary>
    internal int CopiesOfPayload => 1;

    /// <summary>What a guest waits for that waits for it.</summary>
    internal WaitKind Waits => WaitKind.Work;

    /// <summary>Whether it is told of answers that a replay takes from the journal.</summary>
    internal bool HearsReplays => false;

    /// <summary>The journal has given an answer that the operation gave before.</summary>
    internal void Replayed(GuestRequest request, RecordedAnswer answer)
    {
    }

    /// <summary>
    /// Does it. Runs on the thread pool or, up to the first wait, on the guest's thread; several at a time for one guest.
    /// </summary>
    /// <param name="request">What the guest asks for: not trusted.</param>
    /// <param name="cancellationToken">Ends the wait when the task ends or does not want the answer any more.</param>
    /// <exception cref="GuestRequestException">The request does not have its form; the guest gets to know.</exception>
    Task<HostAnswer> InvokeAsync(GuestRequest request, CancellationToken cancellationToken);
}

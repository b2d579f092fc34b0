using Capsule.Guests.Abstractions;

namespace Capsule.Runtime;

/// <summary>Represents how a call of a session ended.</summary>
public sealed record SessionResult
{
    /// <summary>Gets the cell's number, from 1: it is named <c>&lt;cell 1&gt;</c> in tracebacks.</summary>
    public required int Number { get; init; }

    /// <summary>Gets the value of the last expression; null when there is none or it is <c>None</c>.</summary>
    public SessionValue? Value { get; init; }

    /// <summary>Gets what was printed and displayed, in order.</summary>
    public IReadOnlyList<SessionOutput> Output { get; init; } = [];

    /// <summary>Gets whether more was printed than <see cref="SessionOptions.MaxOutputLength"/> keeps.</summary>
    public bool OutputWasCut { get; init; }

    /// <summary>Gets what to do about a cell that succeeded and shows nothing, because its last statement is an assignment; null for any other.</summary>
    public string? Hint { get; init; }

    /// <summary>
    /// Gets why it failed; null when it succeeded, as a cell does that ends with <c>exit(0)</c>. An exception of the cell has its name and
    /// traceback here.
    /// </summary>
    public Failure? Failure { get; init; }

    /// <summary>Gets the code with which the cell called <c>exit</c>, which does not end the session; null when it did not.</summary>
    public int? ExitCode { get; init; }

    /// <summary>
    /// Gets whether what the cell did before it failed is kept. False when it had to be stopped from outside: the session is
    /// then as it was before the call.
    /// </summary>
    public bool IsStateKept { get; init; } = true;

    /// <summary>
    /// Gets the files that the cell made or changed in the session's workspace, by path, 1,000 at most;
    /// <see cref="CapsuleSession.ReadFileAsync"/> reads them. Files in folders of the host are none of them, nor are those elsewhere, such as in <c>/tmp</c>.
    /// </summary>
    public IReadOnlyList<GuestFile> Files { get; init; } = [];

    /// <summary>Gets how many more files there were than the list has.</summary>
    public int OmittedFiles { get; init; }

    /// <summary>Gets whether it succeeded.</summary>
    public bool Success => Failure is null;

    /// <summary>Gets the HTTP requests that the host made for the call, or refused.</summary>
    public IReadOnlyList<HostRequest> HostRequests { get; init; } = [];

    /// <summary>Gets how many more requests there were than the list has.</summary>
    public int OmittedHostRequests { get; init; }

    /// <summary>Gets the units of compute that the call used.</summary>
    public long FuelConsumed { get; init; }

    /// <summary>Gets the bytes of memory that the session holds.</summary>
    public long RamUsed { get; init; }

    /// <summary>Gets how long it took.</summary>
    public TimeSpan Duration { get; init; }
}

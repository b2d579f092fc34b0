
namespace Capsule.Runtime;

/// <summary>How a call ended.</summary>
public sealed record SessionResult
{
    /// <summary>The cell's number, from 1: it is named <c>&lt;cell 1&gt;</c> in tracebacks.</summary>
    public required int Number { get; init; }

    /// <summary>The value of the last expression, or null when there is none or it is <c>None</c>.</summary>
    public SessionValue? Value { get; init; }

    /// <summary>What was printed and displayed, in order.</summary>
    public IReadOnlyList<SessionOutput> Output { get; init; } = [];

    /// <summary>Whether more was printed than is kept.</summary>
    public bool OutputWasCut { get; init; }

    /// <summary>Why it failed, or null. An exception of the cell has its name and traceback here.</summary>
    public Failure? Failure { get; init; }

    /// <summary>The code when the cell called <c>exit</c>; the session is there all the same.</summary>
    public int? ExitCode { get; init; }

    /// <summary>
    /// Whether what the cell did before it failed is kept. False when it had to be stopped from outside: the session is
    /// then as it was before the call.
    /// </summary>
    public bool IsStateKept { get; init; } = true;

    /// <summary>Whether it succeeded.</summary>
    public bool Success => Failure is null;

    /// <summary>The HTTP requests that the host made for the call, or refused.</summary>
    public IReadOnlyList<HostRequest> HostRequests { get; init; } = [];

    /// <summary>How many more requests there were than the list has.</summary>
    public int OmittedHostRequests { get; init; }

    /// <summary>Units of compute used.</summary>
    public long FuelConsumed { get; init; }

    /// <summary>Bytes of memory that the session holds.</summary>
    public long RamUsed { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; init; }
}

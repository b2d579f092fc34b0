using Capsule.Journaling;
using Capsule.Server.Tenants;

namespace Capsule.Server.Runs;

/// <summary>What came of starting a run.</summary>
internal abstract record StartedRun
{
    private StartedRun()
    {
    }

    /// <summary>It is in the journal: a new one, or the one that has the same key.</summary>
    internal sealed record Ready(RunRecord Run) : StartedRun;

    /// <summary>Another run has its key.</summary>
    internal sealed record KeyIsTaken : StartedRun;

    /// <summary>There are as many runs as there may be, of the tenant or in all.</summary>
    internal sealed record NoRoom(Reservation Why) : StartedRun;

    /// <summary>It makes no sense.</summary>
    internal sealed record Refused(Failure Reason) : StartedRun;

    /// <summary>The journal cannot be used.</summary>
    internal sealed record NotWritten(Failure Reason) : StartedRun;
}

namespace Capsule.Server.Runs;

/// <summary>A run that has not ended: no more of it than the server needs to find it, so that very many can wait.</summary>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Id">The run.</param>
/// <param name="Program">What it executes, as its journal names it.</param>
internal sealed record OpenRun(string Tenant, RunId Id, string Program)
{
    /// <summary>Whether it continues where it was interrupted.</summary>
    internal required bool IsDurable { get; init; }

    /// <summary>Whether nothing of it was executed yet.</summary>
    internal bool IsNew { get; set; }

    /// <summary>Whether it is executed now, or waits for its turn: neither a time nor a signal changes that.</summary>
    internal bool IsDue { get; set; } = true;

    /// <summary>What it waits for where it is not due; null for any signal.</summary>
    internal IReadOnlyList<string>? Signals { get; set; }

    /// <summary>Counts its waits: a time that an earlier one had means nothing.</summary>
    internal int Waits { get; set; }
}

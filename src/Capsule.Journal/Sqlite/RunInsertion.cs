using Capsule.Journaling;

namespace Capsule.Journal.Sqlite;

/// <summary>Writes a new run, or finds the one that has its key.</summary>
/// <param name="start">What it is started with.</param>
internal sealed class RunInsertion(RunStart start)
{
    /// <summary>The run, as it is when it is new.</summary>
    internal RunRecord New { get; } = new() { Start = start, State = RunState.Running, Updated = start.Created, IsOwned = true };

    /// <summary>The run that has the key already, or null.</summary>
    internal RunRecord? Existing { get; private set; }

    internal Failure? Apply(SqliteSession session)
    {
        if (RunRows.Insert(session, start))
        {
            return null;
        }

        Existing = start.IdempotencyKey is { } key ? RunRows.Find(session, RunRows.SelectByKey, key) : null;
        return Existing is null ? JournalFailures.RunExists(start.Id) : null;
    }
}

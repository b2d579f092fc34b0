namespace Capsule.Runtime.Execution;

/// <summary>Tasks that wait for a <see cref="TaskGate"/>, in the order in which they came. Not thread-safe.</summary>
internal sealed class GateQueue
{
    /// <summary>Entry tasks of runs, and what is loaded: they begin something.</summary>
    private readonly LinkedList<Waiter> entries = [];

    /// <summary>Tasks that others called, which wait for them and keep their memory.</summary>
    private readonly LinkedList<Waiter> subtasks = [];
    private long last;

    /// <summary>Whether nobody waits.</summary>
    internal bool IsEmpty => entries.Count + subtasks.Count == 0;

    /// <summary>Adds a task at the end.</summary>
    /// <param name="depth">How deep tasks called tasks, down to it; 0 for the entry task of a run.</param>
    internal Waiter Add(int depth)
    {
        var waiter = new Waiter(depth, ++last);
        (depth == 0 ? entries : subtasks).AddLast(waiter.Place);
        return waiter;
    }

    /// <summary>Takes out one that gives up; false where it is not there any more.</summary>
    internal static bool Remove(Waiter waiter)
    {
        var queue = waiter.Place.List;
        queue?.Remove(waiter.Place);
        return queue is not null;
    }

    /// <summary>Takes the first one of those for which there is memory, or null.</summary>
    internal Waiter? TakeFirst(bool forEntries, bool forSubtasks)
    {
        var (entry, subtask) = (forEntries ? entries.First : null, forSubtasks ? subtasks.First : null);
        var first = entry is null || (subtask is not null && subtask.Value.Number < entry.Value.Number) ? subtask : entry;
        return Take(first?.Value);
    }

    /// <summary>Takes the subtask that tasks called each other the deepest for, or null.</summary>
    internal Waiter? TakeDeepest() => Take(subtasks.MaxBy(waiter => waiter.Depth));

    private static Waiter? Take(Waiter? waiter)
    {
        if (waiter is not null)
        {
            Remove(waiter);
        }

        return waiter;
    }

    /// <summary>One of them.</summary>
    internal sealed class Waiter
    {
        internal Waiter(int depth, long number) => (Depth, Number, Place) = (depth, number, new LinkedListNode<Waiter>(this));

        internal int Depth { get; }

        /// <summary>Where it stands among all.</summary>
        internal long Number { get; }

        /// <summary>Its place in its queue: a run that is cancelled takes out thousands.</summary>
        internal LinkedListNode<Waiter> Place { get; }

        /// <summary>Takes it out when it is cancelled.</summary>
        internal CancellationTokenRegistration Cancellation { get; set; }

        internal TaskCompletionSource<TaskTurn> Admitted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

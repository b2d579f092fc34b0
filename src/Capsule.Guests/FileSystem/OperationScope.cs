namespace Capsule.Guests.FileSystem;

/// <summary>
/// One operation on files, such as resolving a path and opening what it leads to. A directory of the host is opened and checked
/// once for an operation and used for all its steps; what is kept for that ends with the operation.
/// </summary>
/// <remarks>
/// Threat: what stays open from one system call to the next would be used without a check of where it is by then. Outside of an
/// operation nothing is kept.
/// </remarks>
internal sealed class OperationScope
{
    /// <summary>Threat: a path that leads through hundreds of symbolic links enters a directory for each.</summary>
    private const int Limit = 8;

    private readonly Queue<IDisposable> kept = new();
    private int depth;

    /// <summary>The operation's number; no two have the same.</summary>
    internal long Number { get; private set; }

    /// <summary>Whether something can be kept now.</summary>
    internal bool IsOpen => depth > 0;

    /// <summary>Begins an operation, or a part of one that has begun.</summary>
    internal Part Begin()
    {
        if (depth++ == 0)
        {
            Number++;
        }

        return new Part(this);
    }

    /// <summary>Keeps something until the operation ends, or until more was kept than an operation may.</summary>
    internal void Keep(IDisposable resource)
    {
        kept.Enqueue(resource);
        if (kept.Count > Limit)
        {
            kept.Dequeue().Dispose();
        }
    }

    private void End()
    {
        if (--depth > 0)
        {
            return;
        }

        while (kept.TryDequeue(out var resource))
        {
            resource.Dispose();
        }
    }

    /// <summary>Ends a part of an operation.</summary>
    internal readonly struct Part(OperationScope scope) : IDisposable
    {
        public void Dispose() => scope.End();
    }
}

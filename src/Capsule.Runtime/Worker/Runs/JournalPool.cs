using Capsule.Journaling;

namespace Capsule.Runtime.Worker.Runs;

/// <summary>Keeps a project's journal open as long as a request uses it: many use one.</summary>
internal sealed class JournalPool(IProjectJournals? journals)
{
    private readonly Dictionary<string, Shared> open = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    /// <summary>Finds the project whose runs are meant in a folder.</summary>
    internal Outcome<string> Find(string folder) => journals?.Find(folder) ?? None;

    /// <summary>Opens a project's journal. Dispose of it to give it back.</summary>
    internal Outcome<Lease> Open(string root)
    {
        lock (gate)
        {
            if (!open.TryGetValue(root, out var shared))
            {
                if (!(journals?.Open(root) ?? None.Failure!).TryGet(out var journal, out var failure))
                {
                    return failure;
                }

                open.Add(root, shared = new Shared(journal));
            }

            shared.Users++;
            return new Lease(this, root, shared.Journal);
        }
    }

    private static Outcome<string> None => Failure.Config("this worker keeps no runs");

    private ValueTask ReturnAsync(string root)
    {
        lock (gate)
        {
            var shared = open[root];
            if (--shared.Users > 0)
            {
                return ValueTask.CompletedTask;
            }

            open.Remove(root);
            return shared.Journal.DisposeAsync();
        }
    }

    /// <summary>A journal for one request.</summary>
    internal sealed class Lease(JournalPool pool, string root, IJournal journal) : IAsyncDisposable
    {
        internal IJournal Journal => journal;

        /// <inheritdoc/>
        public ValueTask DisposeAsync() => pool.ReturnAsync(root);
    }

    private sealed class Shared(IJournal journal)
    {
        internal IJournal Journal => journal;

        internal int Users { get; set; }
    }
}

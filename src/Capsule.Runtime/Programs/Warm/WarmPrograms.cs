namespace Capsule.Runtime.Programs.Warm;

/// <summary>Recently used programs, in memory, for a process that runs many tasks.</summary>
/// <param name="most">How many are kept.</param>
/// <param name="time">The clock.</param>
internal sealed class WarmPrograms(int most, TimeProvider time)
{
    private readonly Dictionary<WarmKey, LinkedListNode<(WarmKey Key, WarmProgram Program)>> byKey = [];
    private readonly LinkedList<(WarmKey Key, WarmProgram Program)> byUse = [];
    private readonly Lock gate = new();

    /// <summary>The program as its inputs are now: from memory, or opened, by one caller for all that ask meanwhile.</summary>
    internal Task<Outcome<LoadedProgram>> GetAsync(
        WarmKey key, Func<CancellationToken, Task<Outcome<BuiltProgram>>> open, CancellationToken cancellationToken) =>
        Find(key).GetAsync(open, cancellationToken);

    private WarmProgram Find(WarmKey key)
    {
        lock (gate)
        {
            if (byKey.TryGetValue(key, out var node))
            {
                byUse.Remove(node);
            }
            else
            {
                node = new((key, new WarmProgram(time)));
                byKey.Add(key, node);
            }

            byUse.AddLast(node);
            if (byUse.Count > most)
            {
                byKey.Remove(byUse.First!.Value.Key);
                byUse.RemoveFirst();
            }

            return node.Value.Program;
        }
    }
}

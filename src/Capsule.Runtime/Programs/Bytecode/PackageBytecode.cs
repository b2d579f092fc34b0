using Capsule.Guests.Abstractions;

namespace Capsule.Runtime.Programs.Bytecode;

/// <summary>
/// The bytecode of the packages that a program imports: what the store has, and what it has not, compiled within a budget. When
/// that is used up, or a module is too much for it, the guest compiles, which its own limits count. Thread-safe.
/// </summary>
internal sealed class PackageBytecode(BytecodeStore store, ModuleCompiler compiler, long budget) : IModuleCompiler
{
    private readonly Dictionary<string, (BytecodePack Kept, BytecodePack Added)> packs = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Compile(string package, ReadOnlyMemory<byte> source)
    {
        if (source.Length > ModuleCompiler.MaxSource)
        {
            return default;
        }

        var hash = BytecodePack.HashOf(source);
        long left;
        lock (gate)
        {
            if (!packs.TryGetValue(package, out var pack))
            {
                packs[package] = pack = (store.Read(package), new BytecodePack());
            }

            if ((pack.Kept.Find(hash) ?? pack.Added.Find(hash)) is { } known)
            {
                return known;
            }

            left = budget;
        }

        return left > 0 ? CompileAnew(package, hash, source, left) : default;
    }

    /// <summary>Keeps what was compiled for all programs, and lets go of what was read.</summary>
    internal void Keep()
    {
        KeyValuePair<string, (BytecodePack Kept, BytecodePack Added)>[] done;
        lock (gate)
        {
            if (packs.Count == 0)
            {
                return;
            }

            done = [.. packs];
            packs.Clear();
        }

        foreach (var (package, pack) in done.Where(one => !one.Value.Added.IsEmpty))
        {
            store.Add(package, pack.Added);
        }
    }

    private ReadOnlyMemory<byte> CompileAnew(string package, string hash, ReadOnlyMemory<byte> source, long left)
    {
        var (bytecode, ticks) = compiler.Compile(source, left);
        lock (gate)
        {
            budget -= ticks;
            if (bytecode is not null && packs.TryGetValue(package, out var pack))
            {
                pack.Added.Add(hash, bytecode);
            }
        }

        return bytecode;
    }
}

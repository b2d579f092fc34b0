using System.Security.Cryptography;
using Capsule.Guests.TypeScript;
using Capsule.Runtime.Execution;

namespace Capsule.Runtime.Languages;

/// <summary>
/// Compiles TypeScript for the guests of a runtime. The compiler is opened, and prepared for this machine, when the first file needs it; what was
/// compiled is kept for programs that are loaded in each run.
/// </summary>
/// <param name="open">Opens the compiler.</param>
/// <param name="threads">Runs it: the guest that waits keeps its own thread.</param>
internal sealed class ScriptCompiler(Func<Outcome<TypeScriptCompiler>> open, SandboxThreads threads) : IScriptCompiler, IDisposable
{
    /// <summary>Threat: programs without number fill the memory.</summary>
    private const int MostKept = 500;
    private const int LargestKept = 256 << 10;

    private readonly Lock gate = new();
    private readonly Lock opening = new();
    private readonly Dictionary<string, CompiledScript> kept = new(StringComparer.Ordinal);
    private readonly Queue<string> order = new();
    private TypeScriptCompiler? compiler;

    public CompiledScript Compile(string file, ReadOnlyMemory<byte> source, TimeSpan time, CancellationToken cancellationToken)
    {
        var key = $"{file} {Convert.ToHexStringLower(SHA256.HashData(source.Span))}";
        lock (gate)
        {
            if (kept.TryGetValue(key, out var known))
            {
                return known;
            }
        }

        if (!Open().TryGet(out var opened, out var failure))
        {
            return new CompiledScript(null, null, failure.Message, 0);
        }

        var work = threads.RunAsync(() => opened.Compile(file, source.Span, time, cancellationToken));
        work.Wait(Timeout.InfiniteTimeSpan, CancellationToken.None);
        var compiled = work.GetAwaiter().GetResult();
        if (compiled.Code is { Length: < LargestKept })
        {
            Keep(key, compiled);
        }

        return compiled;
    }

    public void Dispose() => compiler?.Dispose();

    /// <summary>Opens the compiler, where it was not.</summary>
    internal Outcome<TypeScriptCompiler> Open()
    {
        lock (opening)
        {
            if (compiler is not null)
            {
                return compiler;
            }

            if (!open().TryGet(out var opened, out var failure))
            {
                return failure;
            }

            return compiler = opened;
        }
    }

    private void Keep(string key, CompiledScript compiled)
    {
        lock (gate)
        {
            if (!kept.TryAdd(key, compiled))
            {
                return;
            }

            order.Enqueue(key);
            if (order.Count > MostKept)
            {
                kept.Remove(order.Dequeue());
            }
        }
    }
}

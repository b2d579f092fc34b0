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
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);
    private const int LargestKept = 256 << 10;

    /// <summary>Threat: a thousand programs that are loaded at once, each with the memory of a compiler.</summary>
    private readonly SemaphoreSlim turns = new(Environment.ProcessorCount);

    private readonly Lock gate = new();
    private readonly Lock opening = new();
    private readonly Dictionary<string, CompiledScript> kept = new(StringComparer.Ordinal);
    private readonly Queue<string> order = new();
    private TypeScriptCompiler? compiler;

    public CompiledScript Compile(string file, ReadOnlyMemory<byte> source, ScriptLimits limits, CancellationToken cancellationToken)
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

        var compiled = CompileInTurn(opened, file, source, limits, cancellationToken);
        if (compiled.Code is { Length: < LargestKept })
        {
            Keep(key, compiled);
        }

        return compiled;
    }

    public void Dispose()
    {
        compiler?.Dispose();
        turns.Dispose();
    }

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

    private CompiledScript CompileInTurn(
        TypeScriptCompiler opened, string file, ReadOnlyMemory<byte> source, ScriptLimits limits, CancellationToken cancellationToken)
    {
        if (!TakeTurn(limits.Time, cancellationToken))
        {
            return new CompiledScript(null, null, "compiling it takes too long", 0);
        }

        try
        {
            var work = threads.RunAsync(() => opened.Compile(file, source.Span, limits, cancellationToken));
            work.Wait(Timeout.InfiniteTimeSpan, CancellationToken.None);
            return work.GetAwaiter().GetResult();
        }
        finally
        {
            turns.Release();
        }
    }

    private bool TakeTurn(TimeSpan time, CancellationToken cancellationToken)
    {
        try
        {
            return turns.Wait(time == Timeout.InfiniteTimeSpan || time > LongestWait ? LongestWait : time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
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

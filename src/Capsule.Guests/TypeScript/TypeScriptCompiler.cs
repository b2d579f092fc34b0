using System.Globalization;
using System.Text;
using Capsule.Wasm.Engine;
using Capsule.Wasm.Memory;
using Capsule.Wasm.Metering;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.TypeScript;

/// <summary>
/// Compiles TypeScript to JavaScript: swc, in a sandbox of its own for each file, which is metered and has nothing but the text.
/// </summary>
internal sealed class TypeScriptCompiler : IDisposable
{
    /// <summary>For one file: some hundred times what a large one takes.</summary>
    private const long MaxTicks = 10_000_000_000;
    private const ulong MemoryLimit = 512UL << 20;
    private const int ResultBytes = 16;
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    private readonly WasmEngine engine;
    private readonly CompiledModule code;
    private readonly HostImports imports;
    private readonly GuestModule module;
    private readonly GuestFunction transform;
    private readonly GuestFunction moveStack;
    private readonly Snapshot start;

    /// <summary>Puts the parts together; they are owned from here on.</summary>
    public TypeScriptCompiler(WasmEngine engine, CompiledModule code, MemoryImage image, TypeScriptInfo info)
    {
        (this.engine, this.code) = (engine, code);
        imports = new HostImports(engine);
        GuestFunction allocate = default;
        BindgenImports.Define(imports, info.Imports, () => allocate);
        module = new GuestModule(engine, code, imports, info.Layout);
        transform = module.Function("transformSync");
        moveStack = module.Function("__wbindgen_add_to_stack_pointer");
        allocate = module.Function(info.Allocate);
        start = info.StartFrom(image);
    }

    /// <summary>Compiles a file. Call on a thread with <see cref="EngineOptions.ThreadStackBytes"/>.</summary>
    internal CompiledScript Compile(string file, ReadOnlySpan<byte> source, ScriptLimits limits, CancellationToken cancellationToken)
    {
        var objects = new BindgenObjects();
        var meter = new MeterLimits
        {
            Ticks = Math.Min(MaxTicks, limits.Ticks),
            Timeout = limits.Time == Timeout.InfiniteTimeSpan || limits.Time > TimeLimit ? TimeLimit : limits.Time,
            Cancellation = cancellationToken,
        };
        using var sandbox = Sandbox.Restore(module, start, new SandboxOptions
        {
            Meter = new Meter(meter, TimeProvider.System),
            State = objects,
            MemoryBytes = Math.Clamp(limits.Memory, ScriptLimits.Least, MemoryLimit),
        });
        try
        {
            return Read(sandbox, objects, file, source) with { Ticks = sandbox.TicksUsed };
        }
        catch (BadAddressException)
        {
            return Failed("the TypeScript compiler failed") with { Ticks = sandbox.TicksUsed };
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        module.Dispose();
        imports.Dispose();
        code.Dispose();
        engine.Forget(start.Image);
        start.Image.Dispose();
    }

    private CompiledScript Read(Sandbox sandbox, BindgenObjects objects, string file, ReadOnlySpan<byte> source)
    {
        var options = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["mode"] = "transform",
            ["sourceMap"] = true,
            ["filename"] = file,
        };
        var result = sandbox.Call(moveStack, -ResultBytes);
        var called = result.Returned
            ? sandbox.Call(transform, result.Value, objects.Add(Encoding.UTF8.GetString(source)), objects.Add(options))
            : result;
        if (called.Stop is { } stop)
        {
            return Failed(stop switch
            {
                Stop.FuelExhausted or Stop.TimedOut => "compiling it takes too long",
                Stop.Cancelled => "compiling it was cancelled",
                _ when sandbox.Memory.GrowthWasRefused => "compiling it takes too much memory",
                Stop.StackOverflow => "it is nested too deeply",
                _ => "the TypeScript compiler failed",
            });
        }

        var place = (uint)result.Value;
        var (value, error, failed) = (sandbox.Memory.ReadInt32(place), sandbox.Memory.ReadInt32(place + 4), sandbox.Memory.ReadInt32(place + 8));
        return failed != 0 ? Failed(Describe(objects[error], file))
            : objects[value] is Dictionary<string, object?> answer && answer.GetValueOrDefault("code") is string script
                ? new CompiledScript(script, answer.GetValueOrDefault("map") as string, null, 0)
                : Failed("the TypeScript compiler failed");
    }

    private static CompiledScript Failed(string problem) => new(null, null, problem, 0);

    /// <summary>A mistake in the file, as swc tells it: what is wrong, and where.</summary>
    private static string Describe(object? error, string file)
    {
        if (error is not Dictionary<string, object?> told)
        {
            return error as string ?? "the TypeScript compiler failed";
        }

        string Number(string name, int add) => told.GetValueOrDefault(name) is double number
            ? ((long)number + add).ToString(CultureInfo.InvariantCulture)
            : "?";
        var isJsx = file.EndsWith('x') && told.GetValueOrDefault("snippet") is string snippet && snippet.Contains('<', StringComparison.Ordinal);
        var hint = isJsx ? "; JSX is not supported: compile it before, or call the functions that it stands for" : "";
        return $"{told.GetValueOrDefault("message")} ({file}:{Number("startLine", 0)}:{Number("startColumn", 1)}){hint}";
    }
}

using Capsule.Wasm.Binary;
using Capsule.Wasm.Engine;
using Capsule.Wasm.Memory;
using Capsule.Wasm.Metering;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Wasm.Tests.Support;

/// <summary>A small guest made of text, metered like the real ones.</summary>
internal sealed class TestGuest : IDisposable
{
    private readonly CompiledModule code;
    private readonly HostImports imports;
    private readonly WasmEngine? ownEngine;

    internal TestGuest(string wat, WasmEngine? engine = null, Action<HostImports>? define = null, params string[] functions)
    {
        ownEngine = engine is null ? new WasmEngine() : null;
        Engine = engine ?? ownEngine!;
        var module = WasmModule.Read(Wat.ToBytes(wat));
        var layout = StateExports.Apply(module);
        MeteringPass.Apply(module);
        MeteringVerifier.Verify(module);
        code = Engine.Compile(module.Write());
        imports = new HostImports(Engine);
        define?.Invoke(imports);
        Module = new GuestModule(Engine, code, imports, layout);
        Functions = functions.ToDictionary(name => name, Module.Function);
    }

    internal WasmEngine Engine { get; }

    internal GuestModule Module { get; }

    internal IReadOnlyDictionary<string, GuestFunction> Functions { get; }

    internal static Meter Unlimited => new(MeterLimits.None, TimeProvider.System);

    internal Sandbox Start(
        MeterLimits? limits = null, ulong memory = WasmPages.AddressSpace, object? state = null, TimeProvider? time = null) =>
        Sandbox.CreateEmpty(Module, Options(limits, memory, state, time));

    internal Sandbox Restore(Snapshot snapshot, MeterLimits? limits = null, ulong memory = WasmPages.AddressSpace) =>
        Sandbox.Restore(Module, snapshot, Options(limits, memory, null));

    internal CallResult Run(string function, MeterLimits? limits = null, params int[] arguments)
    {
        using var sandbox = Start(limits);
        return sandbox.Call(Functions[function], arguments);
    }

    public void Dispose()
    {
        Module.Dispose();
        imports.Dispose();
        code.Dispose();
        ownEngine?.Dispose();
    }

    private static SandboxOptions Options(MeterLimits? limits, ulong memory, object? state, TimeProvider? time = null) => new()
    {
        Meter = new Meter(limits ?? MeterLimits.None, time ?? TimeProvider.System),
        MemoryBytes = memory,
        State = state ?? new object(),
    };
}

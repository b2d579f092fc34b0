using System.Text;
using Capsule.Wasm.Engine;
using Capsule.Wasm.Interop;
using Capsule.Wasm.Metering;

namespace Capsule.Wasm.Sandboxes;

/// <summary>A compiled module with its imports resolved: sandboxes are made from it, by any number of threads.</summary>
internal sealed class GuestModule : IDisposable
{
    private readonly List<byte[]> functions = [];

    /// <summary>Links a module.</summary>
    /// <exception cref="WasmException">It imports something that is not defined, or by another type.</exception>
    public GuestModule(WasmEngine engine, CompiledModule code, HostImports imports, ModuleLayout layout)
    {
        Engine = engine;
        Imports = imports;
        Layout = layout;
        NativeText.ThrowIfError(
            Native.wasmtime_linker_instantiate_pre(imports.Linker, code.Handle, out var prepared));
        Prepared = new PreparedHandle(prepared);
        StateGlobals = Names(layout.Globals, ModuleLayout.GlobalName);
        StateTables = Names(layout.Tables, ModuleLayout.TableName);
    }

    /// <summary>The engine that runs it.</summary>
    public WasmEngine Engine { get; }

    /// <summary>What a snapshot of it consists of.</summary>
    public ModuleLayout Layout { get; }

    internal static byte[] BudgetName { get; } = Encoding.UTF8.GetBytes(MeteringPass.BudgetExport);

    internal HostImports Imports { get; }

    internal PreparedHandle Prepared { get; }

    internal IReadOnlyList<byte[]> StateGlobals { get; }

    internal IReadOnlyList<byte[]> StateTables { get; }

    internal int FunctionCount => functions.Count;

    /// <summary>Names an exported function. All functions are named before the first sandbox is made.</summary>
    public GuestFunction Function(string name)
    {
        functions.Add(Encoding.UTF8.GetBytes(name));
        return new GuestFunction(functions.Count - 1);
    }

    /// <inheritdoc/>
    public void Dispose() => Prepared.Dispose();

    internal byte[] NameOf(GuestFunction function) => functions[function.Index];

    private static byte[][] Names(int count, Func<int, string> name) =>
        [.. Enumerable.Range(0, count).Select(index => Encoding.UTF8.GetBytes(name(index)))];
}

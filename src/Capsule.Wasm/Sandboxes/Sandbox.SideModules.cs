using System.Text;
using Capsule.Wasm.Engine;
using Capsule.Wasm.Interop;

namespace Capsule.Wasm.Sandboxes;

/// <content>Side modules: instances beside the main one, with its memory, table and meter.</content>
internal sealed unsafe partial class Sandbox
{
    private static ReadOnlySpan<byte> FunctionTableName => "__indirect_function_table"u8;

    private readonly List<LoadedModule> modules = [];
    private InstanceRef lastInstance;

    /// <summary>The side modules, in the order in which they were loaded.</summary>
    public IReadOnlyList<LoadedModule> Modules => modules;

    /// <summary>How many slots the function table has: where the next module's part begins.</summary>
    public uint FunctionTableLength => (uint)Native.wasmtime_table_size(exports.Context, exports.Table(FunctionTableName));

    /// <summary>Loads a side module at its place. Its block in memory is filled already.</summary>
    /// <exception cref="WasmException">
    /// It imports what the main module does not export, or by another type; or there is no room for its part of the table.
    /// </exception>
    public CallResult AddModule(LoadedModule loaded) => AddModule(loaded, "capsule:first"u8);

    /// <summary>Calls a function of the side module that was added last.</summary>
    public CallResult CallModule(string name) => CallModule(Encoding.UTF8.GetBytes(name));

    /// <exception cref="WasmException">As <see cref="AddModule(LoadedModule)"/>, or its state cannot be restored.</exception>
    private void RestoreModules(IReadOnlyList<LoadedModule> loaded)
    {
        foreach (var module in loaded)
        {
            if (AddModule(module, "capsule:init"u8).Stop is { } reason)
            {
                throw new WasmException($"The module {module.Name} cannot be restored: {reason}");
            }
        }
    }

    private CallResult AddModule(LoadedModule loaded, ReadOnlySpan<byte> initialize)
    {
        var table = exports.Table(FunctionTableName);
        Tables.GrowFunctions(exports.Context, table, (ulong)loaded.TableBase + loaded.Module.TableSize);
        var imports = loaded.Module.Imports;
        var items = new ExternRef[Math.Max(1, imports.Count)];
        for (var i = 0; i < imports.Count; i++)
        {
            items[i] = exports.Find(imports[i]);
        }

        fixed (ExternRef* pointer = items)
        {
            NativeText.ThrowIfError(Native.wasmtime_instance_new(
                exports.Context, loaded.Module.Code.Handle, pointer, (nuint)imports.Count, out lastInstance, out var trap));
            if (trap != 0)
            {
                throw new WasmException(Traps.Take(trap).ToString());
            }
        }

        modules.Add(loaded);
        return CallModule(initialize, (int)loaded.Block, (int)loaded.MemoryBase, (int)loaded.TableBase);
    }

    private CallResult CallModule(ReadOnlySpan<byte> name, params ReadOnlySpan<int> arguments)
    {
        fixed (byte* pointer = name)
        {
            return Native.wasmtime_instance_export_get(exports.Context, lastInstance, pointer, (nuint)name.Length, out var item)
                && item.Kind == ExternKind.Function
                ? Call(ref item.Function, arguments)
                : throw new WasmException($"The side module has no function '{Encoding.UTF8.GetString(name)}'.");
        }
    }
}

using System.Text;
using Capsule.Wasm.Engine;
using Capsule.Wasm.Interop;

namespace Capsule.Wasm.Sandboxes;

/// <summary>What one instance exports, looked up by name and, for functions, kept.</summary>
internal sealed unsafe class InstanceExports
{
    private readonly GuestModule module;
    private readonly InstanceRef instance;
    private readonly FunctionRef[] functions;
    private readonly GlobalRef budget;

    internal InstanceExports(GuestModule module, nint context, InstanceRef instance)
    {
        this.module = module;
        this.instance = instance;
        Context = context;
        functions = new FunctionRef[module.FunctionCount];
        budget = Find(GuestModule.BudgetName, ExternKind.Global).Global;
    }

    /// <summary>The store that the instance lives in.</summary>
    internal nint Context { get; }

    /// <summary>What is left of the meter's last slice.</summary>
    internal int Budget => Get(budget);

    internal ref FunctionRef Function(GuestFunction function)
    {
        ref var resolved = ref functions[function.Index];
        if (resolved.Store == 0)
        {
            resolved = Find(module.NameOf(function), ExternKind.Function).Function;
        }

        return ref resolved;
    }

    internal int ReadGlobal(ReadOnlySpan<byte> name) => Get(Find(name, ExternKind.Global).Global);

    internal void WriteGlobal(ReadOnlySpan<byte> name, int value)
    {
        var typed = new TypedValue { Kind = ValueKind.I32, I32 = value };
        NativeText.ThrowIfError(
            Native.wasmtime_global_set(Context, Find(name, ExternKind.Global).Global, typed));
    }

    internal TableRef Table(ReadOnlySpan<byte> name) => Find(name, ExternKind.Table).Table;

    internal TableRef Memory() => Find("memory"u8, ExternKind.Memory).Table;

    /// <summary>Whatever is exported by a name.</summary>
    /// <exception cref="WasmException">Nothing is.</exception>
    internal ExternRef Find(ReadOnlySpan<byte> name)
    {
        fixed (byte* pointer = name)
        {
            return Native.wasmtime_instance_export_get(Context, instance, pointer, (nuint)name.Length, out var item)
                ? item
                : throw new WasmException($"The module exports no '{Encoding.UTF8.GetString(name)}'.");
        }
    }

    private ExternRef Find(ReadOnlySpan<byte> name, ExternKind kind)
    {
        fixed (byte* pointer = name)
        {
            return Native.wasmtime_instance_export_get(Context, instance, pointer, (nuint)name.Length, out var item)
                && item.Kind == kind
                ? item
                : throw new WasmException($"The module exports no {kind} '{Encoding.UTF8.GetString(name)}'.");
        }
    }

    private int Get(GlobalRef global)
    {
        Native.wasmtime_global_get(Context, global, out var value);
        return value.I32;
    }
}

using Capsule.Wasm.Binary;
using Capsule.Wasm.Metering;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.TypeScript;

/// <summary>Makes of swc's module one that runs in a sandbox of ours: metered, and with its data apart from its code.</summary>
internal static class TypeScriptLinker
{
    /// <summary>Links a module.</summary>
    /// <param name="module">The module, validated by the engine before; it is changed.</param>
    /// <exception cref="InvalidDataException">It needs something that the host does not answer.</exception>
    /// <returns>What a snapshot of it consists of, the data that its memory starts with, and its imports with their signatures.</returns>
    public static (ModuleLayout Layout, IReadOnlyList<DataSegment> Data, IReadOnlyDictionary<string, string> Imports) Link(WasmModule module)
    {
        var imports = module.Imports.ToDictionary(import => import.Name, import => SignatureOf(module, import), StringComparer.Ordinal);
        var unknown = module.Imports
            .Where(import => import.Module != BindgenImports.Module || !BindgenImports.IsKnown(import.Name, imports[import.Name]))
            .Select(import => $"{import.Module}.{import.Name} ({imports[import.Name]})")
            .ToArray();
        if (unknown.Length > 0 || module.Start is not null)
        {
            throw new InvalidDataException(
                $"swc imports what nobody decided about: {string.Join(", ", unknown)}. Answer it in {nameof(BindgenImports)}.");
        }

        module.Custom.Clear();
        var layout = StateExports.Apply(module);
        MeteringPass.Apply(module);
        MeteringVerifier.Verify(module);
        DataSegment[] data = [.. module.Data];
        module.Data.Clear();
        return (layout, data, imports);
    }

    private static string SignatureOf(WasmModule module, Import import)
    {
        if (import.Kind != ItemKind.Function)
        {
            throw new InvalidDataException($"swc imports {import.Name}, which is no function.");
        }

        var type = new WasmReader(module.Types[(int)new WasmReader(import.Descriptor).U32()]);
        _ = type.Byte(); // the form: a function
        return $"{Letters(ref type)}:{Letters(ref type)}";
    }

    private static string Letters(ref WasmReader type)
    {
        var letters = new char[type.U32()];
        for (var i = 0; i < letters.Length; i++)
        {
            letters[i] = type.Byte() switch { 0x7f => 'i', 0x7e => 'l', 0x7d => 'f', 0x7c => 'd', _ => 'r' };
        }

        return new string(letters);
    }
}

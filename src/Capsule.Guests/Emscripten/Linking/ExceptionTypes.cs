using Capsule.Wasm.Binary;

namespace Capsule.Guests.Emscripten.Linking;

/// <summary>The types of blocks that exceptions leave.</summary>
internal sealed class ExceptionTypes(WasmModule module)
{
    /// <summary>Value type <c>exnref</c>.</summary>
    internal const byte Reference = 0x69;

    /// <summary>Whether a block type is the index of a type that has parameters; others are negative numbers of one byte.</summary>
    internal bool TakeParameters(ReadOnlySpan<byte> blockType)
    {
        var index = new WasmReader(blockType).S32();
        return index >= 0 && (index >= module.Types.Count || new WasmReader(module.Types[index]) { Position = 1 }.U32() > 0);
    }

    /// <summary>Writes the type of the block that a catch leads out of: what it leaves on the stack.</summary>
    internal void WriteCaught(WasmWriter output, uint? tag, bool withReference)
    {
        var results = new List<byte>();
        if (tag is { } index)
        {
            var reader = new WasmReader(TagType(index)) { Position = 1 };
            results.AddRange(reader.Bytes(reader.Length()));
        }

        if (withReference)
        {
            results.Add(Reference);
        }

        _ = results switch
        {
            [] => output.Byte(Opcodes.EmptyBlock),
            [var only] => output.Byte(only),
            _ => output.S32((int)module.TypeIndex([], [.. results])),
        };
    }

    private byte[] TagType(uint tag)
    {
        var imported = module.Imports.FindAll(import => import.Kind == ItemKind.Tag);
        var index = tag < imported.Count ? new WasmReader(imported[(int)tag].Descriptor) { Position = 1 }.U32()
            : tag - imported.Count < module.TagTypes.Count ? module.TagTypes[(int)tag - imported.Count]
            : throw LegacyExceptions.NotUnderstood();
        return index < module.Types.Count ? module.Types[(int)index] : throw LegacyExceptions.NotUnderstood();
    }
}

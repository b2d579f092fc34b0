using System.Buffers.Binary;
using Capsule.Wasm.Binary;

namespace Capsule.Guests.Emscripten.Linking;

/// <summary>
/// Tells the SQLite in a guest that its files have no shared memory, in SQLite's own way: methods of version 1. It then
/// offers no write-ahead log, unless a connection locks the whole database for itself (<c>locking_mode=EXCLUSIVE</c>).
/// </summary>
/// <remarks>
/// Threat: with a write-ahead log, connections find each other's commits in memory that they share. A linear memory
/// cannot share pages with another sandbox or a program of the host, so that each would overwrite what the other
/// committed. C: <c>struct sqlite3_io_methods</c>: version, then eighteen functions.
/// </remarks>
internal static class SqliteSharedMemory
{
    private const int WithMappings = 3;
    private const int WithoutSharedMemory = 1;
    private const byte I32 = 0x7f;
    private const byte I64 = 0x7e;

    /// <exception cref="InvalidDataException">The module has an SQLite, and not exactly one table of such methods.</exception>
    internal static void Refuse(WasmModule module)
    {
        if (!module.Exports.Exists(export => export.Name == "sqlite3_open_v2"))
        {
            return;
        }

        var types = Signatures(module);
        var slots = Slots(module);
        var found = (
            from segment in Enumerable.Range(0, module.Data.Count)
            from at in Candidates(module.Data[segment], types, slots)
            select (segment, at)).ToArray();
        if (found is not [var (number, position)])
        {
            throw new InvalidDataException(
                $"The guest's SQLite has {found.Length} tables of file methods with shared memory; exactly one is known.");
        }

        var changed = module.Data[number].Bytes.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(changed.AsSpan(position), WithoutSharedMemory);
        module.Data[number] = module.Data[number] with { Bytes = changed };
    }

    /// <summary>Where in a segment a table of methods may begin: version 3, and functions of the right types.</summary>
    private static IEnumerable<int> Candidates(DataSegment segment, uint[] types, IReadOnlyDictionary<uint, uint> slots)
    {
        var bytes = segment.Bytes;
        for (var at = (int)(-segment.Offset & 3); at + ((types.Length + 1) * 4) <= bytes.Length; at += 4)
        {
            if (BinaryPrimitives.ReadInt32LittleEndian(bytes.Span[at..]) == WithMappings && HasMethods(bytes.Span[(at + 4)..], types, slots))
            {
                yield return at;
            }
        }
    }

    private static bool HasMethods(ReadOnlySpan<byte> bytes, uint[] types, IReadOnlyDictionary<uint, uint> slots)
    {
        for (var method = 0; method < types.Length; method++)
        {
            var slot = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(method * 4)..]);
            if (slot == 0 || !slots.TryGetValue(slot, out var type) || type != types[method])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The type of the function in each slot of the table.</summary>
    private static Dictionary<uint, uint> Slots(WasmModule module)
    {
        var imported = module.Imports.FindAll(import => import.Kind == ItemKind.Function)
            .ConvertAll(import => new WasmReader(import.Descriptor).U32());
        return module.Elements
            .SelectMany(segment => segment.Functions.Select((function, i) => (Slot: segment.Offset + (uint)i, function)))
            .ToDictionary(
                item => item.Slot,
                item => item.function < imported.Count
                    ? imported[(int)item.function]
                    : module.FunctionTypes[(int)(item.function - imported.Count)]);
    }

    private static uint[] Signatures(WasmModule module)
    {
        uint Type(byte[] parameters, bool answers = true) => module.TypeIndex(parameters, answers ? [I32] : []);
        return
        [
            Type([I32]), // xClose
            Type([I32, I32, I32, I64]), // xRead
            Type([I32, I32, I32, I64]), // xWrite
            Type([I32, I64]), // xTruncate
            Type([I32, I32]), // xSync
            Type([I32, I32]), // xFileSize
            Type([I32, I32]), // xLock
            Type([I32, I32]), // xUnlock
            Type([I32, I32]), // xCheckReservedLock
            Type([I32, I32, I32]), // xFileControl
            Type([I32]), // xSectorSize
            Type([I32]), // xDeviceCharacteristics
            Type([I32, I32, I32, I32, I32]), // xShmMap
            Type([I32, I32, I32, I32]), // xShmLock
            Type([I32], answers: false), // xShmBarrier
            Type([I32, I32]), // xShmUnmap
            Type([I32, I64, I32, I32]), // xFetch
            Type([I32, I64, I32]), // xUnfetch
        ];
    }
}

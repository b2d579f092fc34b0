namespace Capsule.Wasm.Binary;

/// <summary>
/// Changes how much of the stack in the linear memory a function takes. Compilers keep there only what has an address; the
/// rest of a call lives on the native stack, which guest code cannot see and therefore cannot keep from overflowing.
/// </summary>
internal static class StackFrames
{
    /// <summary>Makes a function that has no frame, but keeps the stack pointer and restores it, take one.</summary>
    /// <param name="module">The module to change.</param>
    /// <param name="function">The name that the function is exported by.</param>
    /// <param name="stackPointer">The name that the global of the stack pointer is exported by.</param>
    /// <param name="bytes">The frame's size: a multiple of 16.</param>
    /// <exception cref="InvalidDataException">The function does not look like that.</exception>
    public static void Add(WasmModule module, string function, string stackPointer, int bytes)
    {
        var index = (int)(IndexOf(module, function, ItemKind.Function) - module.ImportedFunctions);
        var pointer = IndexOf(module, stackPointer, ItemKind.Global);
        var body = module.Bodies[index].Span;
        if (FindEntry(body, pointer) is not { } entry)
        {
            throw new InvalidDataException($"The function '{function}' does not keep the stack pointer in one local, from entry to exit.");
        }

        var lower = new WasmWriter()
            .Byte(Opcodes.GlobalGet).U32(pointer).Byte(Opcodes.I32Const).S32(bytes).Byte(Opcodes.I32Subtract)
            .Byte(Opcodes.GlobalSet).U32(pointer).ToArray();
        module.Bodies[index] = (byte[])[.. body[..entry], .. lower, .. body[entry..]];
    }

    /// <summary>
    /// Where <c>local = stack pointer</c> ends, when that comes once and every exit is preceded by its reverse.
    /// </summary>
    private static int? FindEntry(ReadOnlySpan<byte> body, uint pointer)
    {
        var local = ReadOnlySpan<byte>.Empty;
        var (entry, reads, exits, restored) = ((int?)null, 0, 1, 0);
        var (previous, previousStart, previousEnd) = ((byte)0, 0, 0);
        var reader = new InstructionReader(body);
        while (reader.Next())
        {
            switch (reader.Opcode)
            {
                case Opcodes.GlobalGet when reader.Index == pointer:
                    reads++;
                    break;
                case Opcodes.LocalTee when previous == Opcodes.GlobalGet && reads == 1 && entry is null:
                    entry = reader.End;
                    local = body[(reader.Start + 1)..reader.End];
                    break;
                case Opcodes.GlobalSet when reader.Index == pointer:
                    var isSame = previous == Opcodes.LocalGet && body[(previousStart + 1)..previousEnd].SequenceEqual(local);
                    restored += isSame ? 1 : int.MinValue / 2;
                    break;
                case Opcodes.Return:
                    exits++;
                    break;
                case Opcodes.ReturnCall or Opcodes.ReturnCallIndirect or Opcodes.ReturnCallReference or Opcodes.TryTable:
                    return null;
            }

            (previous, previousStart, previousEnd) = (reader.Opcode, reader.Start, reader.End);
        }

        return reads == 1 && restored == exits ? entry : null;
    }

    private static uint IndexOf(WasmModule module, string name, ItemKind kind) =>
        module.Exports.Find(export => export.Name == name && export.Kind == kind)?.Index
        ?? throw new InvalidDataException($"The module exports no {kind} '{name}'.");
}

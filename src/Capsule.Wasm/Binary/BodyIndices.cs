namespace Capsule.Wasm.Binary;

/// <summary>Changes the indices that a function's instructions name.</summary>
internal static class BodyIndices
{
    /// <summary>Rewrites the instructions that name a function: calls and references.</summary>
    internal static ReadOnlyMemory<byte> RewriteFunctions(ReadOnlyMemory<byte> body, Func<uint, uint> renumber) =>
        Rewrite(body, opcode => opcode is Opcodes.Call or Opcodes.ReturnCall or Opcodes.ReferenceFunction, renumber);

    /// <summary>Rewrites the instructions that name a global.</summary>
    internal static ReadOnlyMemory<byte> RewriteGlobals(ReadOnlyMemory<byte> body, Func<uint, uint> renumber) =>
        Rewrite(body, opcode => opcode is Opcodes.GlobalGet or Opcodes.GlobalSet, renumber);

    private static ReadOnlyMemory<byte> Rewrite(ReadOnlyMemory<byte> body, Predicate<byte> isMeant, Func<uint, uint> renumber)
    {
        var output = new WasmWriter();
        var copied = 0;
        var reader = new InstructionReader(body.Span);
        while (reader.Next())
        {
            if (isMeant(reader.Opcode))
            {
                output.Bytes(body.Span[copied..reader.Start]).Byte(reader.Opcode).U32(renumber(reader.Index));
                copied = reader.End;
            }
        }

        return copied == 0 ? body : output.Bytes(body.Span[copied..]).ToArray();
    }
}

namespace Capsule.Wasm.Binary;

/// <summary>Replaces reads of globals whose value is known by the value: one load less wherever code names a symbol.</summary>
internal static class ConstantGlobals
{
    /// <summary>Folds globals into the code.</summary>
    /// <param name="module">The module to change.</param>
    /// <param name="values">Value by global index.</param>
    /// <exception cref="InvalidDataException">Code sets one of the globals.</exception>
    public static void Fold(WasmModule module, IReadOnlyDictionary<uint, int> values)
    {
        for (var i = 0; i < module.Bodies.Count; i++)
        {
            module.Bodies[i] = Rewrite(module.Bodies[i], values);
        }
    }

    private static ReadOnlyMemory<byte> Rewrite(ReadOnlyMemory<byte> body, IReadOnlyDictionary<uint, int> values)
    {
        var output = new WasmWriter();
        var copied = 0;
        var reader = new InstructionReader(body.Span);
        while (reader.Next())
        {
            if (reader.Opcode is Opcodes.GlobalGet or Opcodes.GlobalSet && values.TryGetValue(reader.Index, out var value))
            {
                if (reader.Opcode == Opcodes.GlobalSet)
                {
                    throw new InvalidDataException($"Code sets global {reader.Index}, which was taken for a constant.");
                }

                output.Bytes(body.Span[copied..reader.Start]).Byte(Opcodes.I32Const).S32(value);
                copied = reader.End;
            }
        }

        return copied == 0 ? body : output.Bytes(body.Span[copied..]).ToArray();
    }
}

namespace Capsule.Wasm.Binary;

/// <summary>Makes a function do something else first.</summary>
internal static class FunctionEntry
{
    /// <summary>Puts instructions before a function's own; they may read its parameters, and must leave nothing behind.</summary>
    /// <param name="module">The module to change.</param>
    /// <param name="index">The function's index; it is not imported.</param>
    /// <param name="code">The instructions.</param>
    public static void Prepend(WasmModule module, uint index, InstructionWriter code)
    {
        var position = (int)(index - module.ImportedFunctions);
        var body = module.Bodies[position];
        var start = new InstructionReader(body.Span).CodeStart;
        module.Bodies[position] = (byte[])[.. body.Span[..start], .. code.ToCode(), .. body.Span[start..]];
    }
}

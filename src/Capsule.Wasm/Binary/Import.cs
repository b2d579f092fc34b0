namespace Capsule.Wasm.Binary;

/// <summary>One import; the descriptor is kept as it was written.</summary>
internal sealed record Import(string Module, string Name, ItemKind Kind, byte[] Descriptor)
{
    /// <summary>The descriptor of a function of a type.</summary>
    public static byte[] FunctionDescriptor(uint type) => new WasmWriter().U32(type).ToArray();
}

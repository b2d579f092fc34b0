namespace Capsule.Wasm.Binary;

/// <summary>A table's type.</summary>
internal sealed record Table(byte[] ElementType, uint Minimum, uint? Maximum)
{
    internal static Table Read(byte[] bytes)
    {
        var reader = new WasmReader(bytes);
        reader.SkipValueType();
        var type = reader.Since(0).ToArray();
        var hasMaximum = reader.Byte() switch
        {
            0 => false,
            1 => true,
            _ => throw reader.Malformed("has a table of 64 bits"),
        };
        return new Table(type, reader.U32(), hasMaximum ? reader.U32() : null);
    }

    internal byte[] Write()
    {
        var writer = new WasmWriter().Bytes(ElementType).Byte(Maximum is null ? (byte)0 : (byte)1).U32(Minimum);
        return (Maximum is { } maximum ? writer.U32(Math.Max(maximum, Minimum)) : writer).ToArray();
    }
}

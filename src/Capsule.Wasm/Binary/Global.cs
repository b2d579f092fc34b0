namespace Capsule.Wasm.Binary;

/// <summary>One global that the module defines.</summary>
/// <param name="Type">Its value type as bytes.</param>
/// <param name="IsMutable">Whether code may set it.</param>
/// <param name="Initial">Its initial expression as bytes, without the end.</param>
internal sealed record Global(byte[] Type, bool IsMutable, byte[] Initial)
{
    /// <summary>The initial value of an i32.</summary>
    /// <exception cref="InvalidDataException">It is no constant i32.</exception>
    public int InitialI32 => Initial is [Opcodes.I32Const, ..]
        ? new WasmReader(Initial) { Position = 1 }.S32()
        : throw new InvalidDataException("A global is not initialised with an i32 constant.");

    /// <summary>A constant of type i32.</summary>
    public static Global ConstantI32(int value) =>
        new([Opcodes.I32], IsMutable: false, new WasmWriter().Byte(Opcodes.I32Const).S32(value).ToArray());
}

namespace Capsule.Wasm.Binary;

/// <summary>Writes the body of a function that has no locals of its own.</summary>
internal sealed class InstructionWriter
{
    private readonly WasmWriter output = new WasmWriter().U32(0);

    /// <summary>Pushes a parameter.</summary>
    public InstructionWriter LocalGet(uint index) => Add(Opcodes.LocalGet, index);

    /// <summary>Pushes a constant.</summary>
    public InstructionWriter I32Const(int value)
    {
        output.Byte(Opcodes.I32Const).S32(value);
        return this;
    }

    /// <summary>Pushes a constant.</summary>
    public InstructionWriter F64Const(double value)
    {
        output.Byte(Opcodes.F64Const).Bytes(BitConverter.GetBytes(value));
        return this;
    }

    /// <summary>Makes an f64 of an i64.</summary>
    public InstructionWriter F64ConvertI64() => Add(Opcodes.F64ConvertI64Signed);

    /// <summary>Divides two f64.</summary>
    public InstructionWriter F64Divide() => Add(Opcodes.F64Divide);

    /// <summary>Stores an i32 at an address.</summary>
    public InstructionWriter I32Store()
    {
        output.Byte(Opcodes.I32Store).U32(2).U32(0);
        return this;
    }

    /// <summary>Pushes a global.</summary>
    public InstructionWriter GlobalGet(uint index) => Add(Opcodes.GlobalGet, index);

    /// <summary>Tells whether an i32 is zero.</summary>
    public InstructionWriter I32IsZero() => Add(Opcodes.I32EqualZero);

    /// <summary>Pushes an element of a table.</summary>
    public InstructionWriter TableGet(uint table) => Add(Opcodes.TableGet, table);

    /// <summary>Tells whether a reference is to a function of a type.</summary>
    public InstructionWriter ReferenceTest(uint type)
    {
        output.Byte(Opcodes.GarbageCollected).U32(Opcodes.ReferenceTest).S32((int)type);
        return this;
    }

    /// <summary>Starts a block that runs when the condition holds.</summary>
    public InstructionWriter If() => Add(Opcodes.If, Opcodes.EmptyBlock);

    /// <summary>Calls a function.</summary>
    public InstructionWriter Call(uint function) => Add(Opcodes.Call, function);

    /// <summary>Calls through the first table.</summary>
    public InstructionWriter CallIndirect(uint type)
    {
        output.Byte(Opcodes.CallIndirect).U32(type).U32(0);
        return this;
    }

    /// <summary>Returns from the function.</summary>
    public InstructionWriter Return()
    {
        output.Byte(Opcodes.Return);
        return this;
    }

    /// <summary>Traps.</summary>
    public InstructionWriter Unreachable()
    {
        output.Byte(Opcodes.Unreachable);
        return this;
    }

    /// <summary>Ends a block, or the function.</summary>
    public InstructionWriter End()
    {
        output.Byte(Opcodes.End);
        return this;
    }

    /// <summary>The instructions alone, for <see cref="FunctionEntry"/>.</summary>
    internal byte[] ToCode() => output.ToArray()[1..];

    /// <summary>The body, for <see cref="WasmModule.AddFunction"/>.</summary>
    public byte[] ToBody() => output.ToArray();

    private InstructionWriter Add(byte opcode)
    {
        output.Byte(opcode);
        return this;
    }

    private InstructionWriter Add(byte opcode, uint immediate)
    {
        output.Byte(opcode).U32(immediate);
        return this;
    }
}

using Capsule.Wasm.Binary;

namespace Capsule.Wasm.Metering;

/// <summary>The instructions that metering inserts.</summary>
internal sealed class MeteringCode(uint budget, uint host, uint refill)
{
    internal uint Budget => budget;

    internal uint Host => host;

    internal uint Refill => refill;

    /// <summary>The function that fills memory in parts: <c>(start, value, length)</c>.</summary>
    internal uint Fill { get; init; }

    /// <summary>The function that copies memory in parts: <c>(target, source, length)</c>.</summary>
    internal uint Copy { get; init; }

    /// <summary>The type of both: three i32 and no result.</summary>
    internal uint BulkType { get; init; }

    /// <summary>Takes a cost off the budget. The <c>if</c> follows, so that its place can be hinted.</summary>
    internal WasmWriter Charge(WasmWriter output, int cost) => output
        .Byte(Opcodes.GlobalGet).U32(budget).Byte(Opcodes.I32Const).S32(cost).Byte(Opcodes.I32Subtract)
        .Byte(Opcodes.GlobalSet).U32(budget)
        .Byte(Opcodes.GlobalGet).U32(budget).Byte(Opcodes.I32Const).S32(0).Byte(Opcodes.I32LessSigned);

    /// <summary>Asks for the next slice, where the condition on the stack holds.</summary>
    internal WasmWriter RefillIf(WasmWriter output) => output
        .Byte(Opcodes.If).Byte(Opcodes.EmptyBlock).Byte(Opcodes.Call).U32(refill).Byte(Opcodes.End);

    /// <summary>Keeps the length on the stack in a local, and tells whether it is long.</summary>
    internal static WasmWriter IsLong(WasmWriter output, uint local) => output
        .Byte(Opcodes.LocalTee).U32(local)
        .Byte(Opcodes.LocalGet).U32(local).Byte(Opcodes.I32Const).S32(MeteringPass.BulkFree)
        .Byte(Opcodes.I32GreaterUnsigned);

    /// <summary>Charges the length in a local, where the condition on the stack holds.</summary>
    internal WasmWriter ChargeLengthIf(WasmWriter output, uint local) => output
        .Byte(Opcodes.If).Byte(Opcodes.EmptyBlock)
        .Byte(Opcodes.GlobalGet).U32(budget).Byte(Opcodes.LocalGet).U32(local).Byte(Opcodes.I32Const).S32(2)
        .Byte(Opcodes.I32ShiftRightUnsigned).Byte(Opcodes.I32Subtract).Byte(Opcodes.GlobalSet).U32(budget)
        .Byte(Opcodes.Call).U32(refill).Byte(Opcodes.End);

    /// <summary>
    /// Does the operation in parts where the condition on the stack holds, and as one where it does not. Its operands lie below the
    /// condition.
    /// </summary>
    internal WasmWriter InPartsIf(WasmWriter output, MeteringPointKind kind)
    {
        output.Byte(Opcodes.If).S32((int)BulkType)
            .Byte(Opcodes.Call).U32(kind == MeteringPointKind.Fill ? Fill : Copy).Byte(Opcodes.Else);
        return Operation(output, kind).Byte(Opcodes.End);
    }

    /// <summary>The body of <see cref="Fill"/>; part (3) is a local of its own.</summary>
    internal byte[] FillBody()
    {
        var output = new WasmWriter().U32(1).U32(1).Byte(Opcodes.I32);
        ChargePart(output.Byte(Opcodes.Loop).Byte(Opcodes.EmptyBlock));
        Operation(Get(output, 0, 1, 3), MeteringPointKind.Fill);
        Step(output, 0, Opcodes.I32Add);
        return Repeat(output).Byte(Opcodes.End).Byte(Opcodes.End).ToArray();
    }

    /// <summary>
    /// The body of <see cref="Copy"/>: from the start on, or, where that would overwrite what is still to be copied, from the end.
    /// An end beyond the addresses there are is a trap, as it is for the operation.
    /// </summary>
    internal byte[] CopyBody()
    {
        var output = new WasmWriter().U32(1).U32(1).Byte(Opcodes.I32);
        Get(output, 0, 1).Byte(Opcodes.I32LessOrEqualUnsigned).Byte(Opcodes.If).Byte(Opcodes.EmptyBlock);
        ChargePart(output.Byte(Opcodes.Loop).Byte(Opcodes.EmptyBlock));
        Operation(Get(output, 0, 1, 3), MeteringPointKind.Copy);
        Step(output, 0, Opcodes.I32Add);
        Step(output, 1, Opcodes.I32Add);
        Repeat(output).Byte(Opcodes.End).Byte(Opcodes.Else);
        Get(output, 0, 2).Byte(Opcodes.I32Add).Byte(Opcodes.LocalGet).U32(0).Byte(Opcodes.I32LessUnsigned)
            .Byte(Opcodes.If).Byte(Opcodes.EmptyBlock).Byte(Opcodes.Unreachable).Byte(Opcodes.End);
        Get(output, 0, 2).Byte(Opcodes.I32Add).Byte(Opcodes.LocalSet).U32(0);
        Get(output, 1, 2).Byte(Opcodes.I32Add).Byte(Opcodes.LocalSet).U32(1);
        ChargePart(output.Byte(Opcodes.Loop).Byte(Opcodes.EmptyBlock));
        Step(output, 0, Opcodes.I32Subtract);
        Step(output, 1, Opcodes.I32Subtract);
        Operation(Get(output, 0, 1, 3), MeteringPointKind.Copy);
        return Repeat(output).Byte(Opcodes.End).Byte(Opcodes.End).Byte(Opcodes.End).ToArray();
    }

    private static WasmWriter Operation(WasmWriter output, MeteringPointKind kind) => kind == MeteringPointKind.Fill
        ? output.Byte(Opcodes.Miscellaneous).U32(Opcodes.MemoryFill).Byte(0)
        : output.Byte(Opcodes.Miscellaneous).U32(Opcodes.MemoryCopy).Byte(0).Byte(0);

    private static WasmWriter Get(WasmWriter output, params ReadOnlySpan<uint> locals)
    {
        foreach (var local in locals)
        {
            output.Byte(Opcodes.LocalGet).U32(local);
        }

        return output;
    }

    /// <summary>Makes the part (3) as long as what is left (2), up to a limit, and pays for it.</summary>
    private void ChargePart(WasmWriter output) => Get(output, 2)
        .Byte(Opcodes.I32Const).S32(MeteringPass.BulkPart)
        .Byte(Opcodes.LocalGet).U32(2).Byte(Opcodes.I32Const).S32(MeteringPass.BulkPart).Byte(Opcodes.I32LessUnsigned)
        .Byte(Opcodes.Select).Byte(Opcodes.LocalSet).U32(3)
        .Byte(Opcodes.GlobalGet).U32(budget).Byte(Opcodes.LocalGet).U32(3).Byte(Opcodes.I32Const).S32(2)
        .Byte(Opcodes.I32ShiftRightUnsigned).Byte(Opcodes.I32Subtract).Byte(Opcodes.GlobalSet).U32(budget)
        .Byte(Opcodes.Call).U32(refill);

    /// <summary>Moves an address by the part.</summary>
    private static void Step(WasmWriter output, uint local, byte operation) =>
        Get(output, local, 3).Byte(operation).Byte(Opcodes.LocalSet).U32(local);

    /// <summary>Goes on while something is left.</summary>
    private static WasmWriter Repeat(WasmWriter output) => Get(output, 2, 3)
        .Byte(Opcodes.I32Subtract).Byte(Opcodes.LocalTee).U32(2).Byte(Opcodes.BranchIf).U32(0);

    /// <summary>
    /// <c>while (budget &lt; 0) budget += host()</c>: a long bulk operation may cost many slices, and the budget must
    /// not wrap around. The loop needs no check of its own: the host ends it.
    /// </summary>
    internal byte[] RefillBody() => new WasmWriter()
        .Byte(0)
        .Byte(Opcodes.Block).Byte(Opcodes.EmptyBlock)
        .Byte(Opcodes.Loop).Byte(Opcodes.EmptyBlock)
        .Byte(Opcodes.GlobalGet).U32(budget).Byte(Opcodes.I32Const).S32(0).Byte(Opcodes.I32GreaterOrEqualSigned)
        .Byte(Opcodes.BranchIf).U32(1)
        .Byte(Opcodes.GlobalGet).U32(budget).Byte(Opcodes.Call).U32(host).Byte(Opcodes.I32Add)
        .Byte(Opcodes.GlobalSet).U32(budget)
        .Byte(Opcodes.Branch).U32(0)
        .Byte(Opcodes.End).Byte(Opcodes.End).Byte(Opcodes.End)
        .ToArray();
}

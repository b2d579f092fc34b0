using Capsule.Wasm.Binary;

namespace Capsule.Wasm.Metering;

/// <summary>The instructions that metering inserts.</summary>
internal sealed class MeteringCode(uint budget, uint host, uint refill)
{
    internal uint Budget => budget;

    internal uint Host => host;

    internal uint Refill => refill;

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

using Capsule.Wasm.Binary;

namespace Capsule.Wasm.Metering;

/// <summary>Verifies one instrumented function.</summary>
internal static class FunctionVerifier
{
    internal static VerifiedFunction Verify(WasmModule module, int function, MeteringCode code)
    {
        var body = module.Bodies[function].Span;
        var reader = new InstructionReader(body);
        var calls = new List<uint>();
        var callsAnything = false;
        var startsWithCheck = CheckLength(body[reader.CodeStart..], code) > 0;
        var allowedUntil = startsWithCheck ? reader.CodeStart + CheckLength(body[reader.CodeStart..], code) : 0;
        while (reader.Next())
        {
            if (reader.Start < allowedUntil)
            {
                continue; // inside a check that was recognised as a whole
            }

            switch (reader.Opcode)
            {
                case Opcodes.Loop:
                    var length = CheckLength(body[reader.End..], code);
                    Require(length > 0, module, function, "has a loop without a check");
                    allowedUntil = reader.End + length;
                    break;
                case Opcodes.Miscellaneous when FunctionProfile.IsBulk(reader.Extended):
                    throw Escapes(module, function, "has a bulk operation that is not charged");
                case Opcodes.LocalTee when InPartsLength(body[reader.Start..], code) is > 0 and var inParts:
                    allowedUntil = reader.Start + inParts;
                    break;
                case Opcodes.LocalTee when GuardLength(body[reader.Start..], code) is > 0 and var guard:
                    allowedUntil = EndOfBulk(body, reader.Start + guard, module, function);
                    break;
                case Opcodes.GlobalGet or Opcodes.GlobalSet:
                    Require(reader.Index != code.Budget, module, function, "touches the budget");
                    break;
                case Opcodes.Call or Opcodes.ReturnCall:
                    Require(reader.Index != code.Host, module, function, "calls the meter's host function");
                    callsAnything = true;
                    calls.Add(reader.Index);
                    break;
                case Opcodes.CallIndirect or Opcodes.ReturnCallIndirect or Opcodes.CallReference
                    or Opcodes.ReturnCallReference:
                    callsAnything = true;
                    break;
            }
        }

        return new VerifiedFunction(startsWithCheck, callsAnything, calls);
    }

    /// <summary>The length of a check at the start of some code, or 0 where there is none.</summary>
    private static int CheckLength(ReadOnlySpan<byte> code, MeteringCode metering)
    {
        var cost = CostOf(code, metering);
        if (cost < 1)
        {
            return 0;
        }

        var check = metering.RefillIf(metering.Charge(new WasmWriter(), cost)).Written;
        return code.StartsWith(check) ? check.Length : 0;
    }

    /// <summary>The constant that a check takes off the budget, or 0.</summary>
    private static int CostOf(ReadOnlySpan<byte> code, MeteringCode metering)
    {
        var start = new WasmWriter().Byte(Opcodes.GlobalGet).U32(metering.Budget).Byte(Opcodes.I32Const).Written;
        return code.StartsWith(start) ? new WasmReader(code) { Position = start.Length }.S32() : 0;
    }

    /// <summary>The length of the code that charges a length, or 0 where there is none.</summary>
    private static int GuardLength(ReadOnlySpan<byte> code, MeteringCode metering)
    {
        var local = new WasmReader(code) { Position = 1 }.U32();
        var guard = metering.ChargeLengthIf(MeteringCode.IsLong(new WasmWriter(), local), local).Written;
        return code.StartsWith(guard) ? guard.Length : 0;
    }

    /// <summary>The length of an operation that is done in parts where it is long, or 0 where there is none.</summary>
    private static int InPartsLength(ReadOnlySpan<byte> code, MeteringCode metering)
    {
        var local = new WasmReader(code) { Position = 1 }.U32();
        foreach (var kind in (ReadOnlySpan<MeteringPointKind>)[MeteringPointKind.Fill, MeteringPointKind.Copy])
        {
            var whole = metering.InPartsIf(MeteringCode.IsLong(new WasmWriter(), local), kind).Written;
            if (code.StartsWith(whole))
            {
                return whole.Length;
            }
        }

        return 0;
    }

    /// <summary>What follows a guard is the operation that it charges for, with the same length on the stack.</summary>
    private static int EndOfBulk(ReadOnlySpan<byte> body, int start, WasmModule module, int function)
    {
        var reader = new WasmReader(body) { Position = start };
        var operation = reader.Byte() == Opcodes.Miscellaneous ? reader.U32() : 0;
        Require(FunctionProfile.IsBulk(operation), module, function, "charges a length for no bulk operation");
        Require(operation is not (Opcodes.MemoryFill or Opcodes.MemoryCopy), module, function, "has a long operation on memory that is not done in parts");
        return reader.Position;
    }

    private static void Require(bool condition, WasmModule module, int function, string otherwise)
    {
        if (!condition)
        {
            throw Escapes(module, function, otherwise);
        }
    }

    private static InvalidDataException Escapes(WasmModule module, int function, string what) =>
        new($"Function {module.ImportedFunctions + (uint)function} {what}.");
}

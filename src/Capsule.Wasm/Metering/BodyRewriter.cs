using Capsule.Wasm.Binary;

namespace Capsule.Wasm.Metering;

/// <summary>Inserts checks into one function.</summary>
internal sealed class BodyRewriter
{
    private readonly ReadOnlyMemory<byte> body;
    private readonly FunctionProfile profile;
    private readonly MeteringCode code;
    private readonly WasmWriter output = new();
    private readonly uint lengthLocal;
    private int copied;

    internal BodyRewriter(WasmModule module, int function, FunctionProfile profile, MeteringCode code)
    {
        body = module.Bodies[function];
        this.profile = profile;
        this.code = code;
        var type = new WasmReader(module.Types[(int)module.FunctionTypes[function]]) { Position = 1 };
        lengthLocal = type.U32() + new InstructionReader(body.Span).Locals;
    }

    /// <summary>Where the inserted branches stand in the new body; none of them is likely to be taken.</summary>
    internal List<int> UnlikelyBranches { get; } = [];

    internal ReadOnlyMemory<byte> Rewrite(Func<int, int> costOf, bool checkEntry)
    {
        if (profile.HasBulk)
        {
            DeclareLocal();
        }

        foreach (var point in profile.Points)
        {
            if (point.Kind == MeteringPointKind.Entry && !checkEntry)
            {
                continue;
            }

            CopyUpTo(point.Position);
            if (point.Kind is MeteringPointKind.Fill or MeteringPointKind.Copy)
            {
                MeteringCode.IsLong(output, lengthLocal);
                UnlikelyBranches.Add(output.Length);
                code.InPartsIf(output, point.Kind);
                copied += point.Replaced;
            }
            else if (point.Kind == MeteringPointKind.Bulk)
            {
                MeteringCode.IsLong(output, lengthLocal);
                UnlikelyBranches.Add(output.Length);
                code.ChargeLengthIf(output, lengthLocal);
            }
            else
            {
                code.Charge(output, costOf(point.Region));
                UnlikelyBranches.Add(output.Length);
                code.RefillIf(output);
            }
        }

        if (copied == 0)
        {
            return body;
        }

        CopyUpTo(body.Length);
        return output.ToArray();
    }

    /// <summary>Adds a group with one i32 local behind the declared ones.</summary>
    private void DeclareLocal()
    {
        var reader = new InstructionReader(body.Span);
        output.U32(reader.LocalGroups + 1);
        copied = reader.GroupsStart;
        CopyUpTo(reader.CodeStart);
        output.U32(1).Byte(Opcodes.I32);
    }

    private void CopyUpTo(int position)
    {
        output.Bytes(body.Span[copied..position]);
        copied = position;
    }
}

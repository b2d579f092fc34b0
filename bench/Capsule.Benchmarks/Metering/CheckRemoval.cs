using Capsule.Wasm.Binary;
using Capsule.Wasm.Metering;

namespace Capsule.Benchmarks.Metering;

/// <summary>Takes out what <see cref="MeteringPass"/> put in, by the bytes that it writes (<c>MeteringCode</c>).</summary>
internal static class CheckRemoval
{
    private const string HintSection = "metadata.code.branch_hint";

    internal static void Apply(WasmModule module)
    {
        var budget = module.Exports.Single(export => export.Name == MeteringPass.BudgetExport).Index;
        var first = new WasmWriter()
            .Byte(0).Byte(Opcodes.Block).Byte(Opcodes.EmptyBlock).Byte(Opcodes.Loop).Byte(Opcodes.EmptyBlock).Byte(Opcodes.GlobalGet).U32(budget).ToArray();
        var place = module.Bodies.FindLastIndex(body => body.Span.StartsWith(first));
        var refill = module.ImportedFunctions + (uint)place;
        var removed = 0;
        for (var i = 0; i < place; i++)
        {
            var (body, count) = Strip(module.Bodies[i].Span, budget, refill);
            module.Bodies[i] = body;
            removed += count;
        }

        module.Custom.RemoveAll(section => section.Name == HintSection);
        if (removed < 1000)
        {
            throw new InvalidOperationException($"only {removed} checks were found: has the meter's code changed?");
        }
    }

    private static (byte[] Body, int Count) Strip(ReadOnlySpan<byte> body, uint budget, uint refill)
    {
        var head = new WasmWriter().Byte(Opcodes.GlobalGet).U32(budget).Byte(Opcodes.I32Const).ToArray();
        var tail = new WasmWriter()
            .Byte(Opcodes.I32Subtract).Byte(Opcodes.GlobalSet).U32(budget)
            .Byte(Opcodes.GlobalGet).U32(budget).Byte(Opcodes.I32Const).S32(0).Byte(Opcodes.I32LessSigned)
            .Byte(Opcodes.If).Byte(Opcodes.EmptyBlock).Byte(Opcodes.Call).U32(refill).Byte(Opcodes.End)
            .ToArray();
        var output = new List<byte>(body.Length);
        var count = 0;
        while (!body.IsEmpty)
        {
            var start = body.IndexOf(head);
            if (start < 0)
            {
                break;
            }

            // The cost is one or two bytes long.
            var rest = body[(start + head.Length)..];
            var cost = rest.Length == 0 ? 0 : (rest[0] & 0x80) == 0 ? 1 : 2;
            var isCheck = rest.Length >= cost && rest[cost..].StartsWith(tail);
            output.AddRange(body[..start]);
            output.AddRange(isCheck ? [] : body.Slice(start, head.Length));
            body = isCheck ? rest[(cost + tail.Length)..] : rest;
            count += isCheck ? 1 : 0;
        }

        output.AddRange(body);
        return ([.. output], count);
    }
}

using Capsule.Wasm.Binary;

namespace Capsule.Wasm.Metering;

/// <summary>Where a function must be metered, and what it calls.</summary>
/// <remarks>
/// A region is the code that runs when its point is passed once: the function's own, and each loop's. Blocks inside
/// count to the innermost loop around them.
/// </remarks>
internal sealed class FunctionProfile
{
    private FunctionProfile(ReadOnlyMemory<byte> body)
    {
        var reader = new InstructionReader(body.Span);
        Points.Add(new MeteringPoint(reader.CodeStart, MeteringPointKind.Entry, 0));
        Costs.Add(0);
        Read(ref reader);
    }

    /// <summary>In the order of the code; the entry comes first.</summary>
    internal List<MeteringPoint> Points { get; } = [];

    /// <summary>Instructions by region; 0 is the function's own.</summary>
    internal List<long> Costs { get; } = [];

    /// <summary>Direct calls: the region they are in, and the function.</summary>
    internal List<(int Region, uint Callee)> Calls { get; } = [];

    /// <summary>Whether it calls anything, directly or not.</summary>
    internal bool CallsAnything { get; private set; }

    /// <summary>Whether it contains an operation whose length is known only when it runs.</summary>
    internal bool HasBulk { get; private set; }

    /// <summary>Whether it fills or copies memory.</summary>
    internal bool MovesMemory => Points.Exists(point => point.Kind is MeteringPointKind.Fill or MeteringPointKind.Copy);

    internal static FunctionProfile Of(ReadOnlyMemory<byte> body) => new(body);

    private void Read(ref InstructionReader reader)
    {
        var regions = new Stack<int>([0]);
        while (reader.Next())
        {
            var region = regions.TryPeek(out var open) ? open : 0;
            Costs[region]++;
            switch (reader.Opcode)
            {
                case Opcodes.Loop:
                    Costs.Add(0);
                    Points.Add(new MeteringPoint(reader.End, MeteringPointKind.Loop, Costs.Count - 1));
                    regions.Push(Costs.Count - 1);
                    break;
                case Opcodes.Block or Opcodes.If or Opcodes.TryTable:
                    regions.Push(region);
                    break;
                case Opcodes.End:
                    regions.Pop();
                    break;
                case Opcodes.Call or Opcodes.ReturnCall:
                    CallsAnything = true;
                    Calls.Add((region, reader.Index));
                    break;
                case Opcodes.CallIndirect or Opcodes.ReturnCallIndirect or Opcodes.CallReference
                    or Opcodes.ReturnCallReference:
                    CallsAnything = true;
                    break;
                case Opcodes.Miscellaneous when IsBulk(reader.Extended):
                    HasBulk = true;
                    Costs[region] += MeteringPass.BulkCost;
                    Points.Add(reader.Extended switch
                    {
                        Opcodes.MemoryFill => new MeteringPoint(reader.Start, MeteringPointKind.Fill, region, reader.End - reader.Start),
                        Opcodes.MemoryCopy => new MeteringPoint(reader.Start, MeteringPointKind.Copy, region, reader.End - reader.Start),
                        _ => new MeteringPoint(reader.Start, MeteringPointKind.Bulk, region),
                    });
                    break;
            }
        }
    }

    /// <summary>Operations that take their length from the top of the stack.</summary>
    internal static bool IsBulk(uint extended) => extended
        is Opcodes.MemoryCopy or Opcodes.MemoryFill or Opcodes.MemoryInit
        or Opcodes.TableCopy or Opcodes.TableFill or Opcodes.TableInit or Opcodes.TableGrow;
}

using Capsule.Wasm.Binary;

namespace Capsule.Guests.Emscripten.Linking;

/// <summary>
/// Rewrites the legacy exception handling proposal, which compilers still emit, into the one that was standardised (<c>try_table</c> and
/// <c>exnref</c>) and that the engine has. Libraries come compiled, to machines that have no compiler.
/// </summary>
/// <remarks>
/// <code>
/// try bt                     block bt                        ;; $done
///   body                       block (params of tag, exnref) ;; one for each catch, the first one innermost
/// catch tag                      try_table bt (catch_ref tag 0)
///   handler                        body
/// end                            end
///                                br $done
///                              end
///                              local.set $caught             ;; only where it is thrown again
///                              handler
///                            end
/// rethrow l                  local.get $caught, throw_ref
/// try bt body delegate l     try_table bt (catch_all_ref $l) body end, where the body of $l is in a block (exnref) and throw_ref follows
/// </code>
/// </remarks>
internal sealed class LegacyExceptions
{
    private const byte ExceptionReference = ExceptionTypes.Reference;
    private const byte ThrowReference = 0x0a;
    private const byte Catch = 0;
    private const byte CatchReference = 1;
    private const byte CatchAll = 2;
    private const byte CatchAllReference = 3;

    private readonly ExceptionTypes types;
    private readonly uint firstLocal;
    private readonly Queue<LegacyTry> tries;
    private readonly WasmWriter output = new();
    private readonly List<Frame> frames = [];
    private readonly Dictionary<LegacyTry, uint> delegates = [];
    private readonly uint? callerDelegate;
    private uint height;
    private uint locals;

    private LegacyExceptions(WasmModule module, uint firstLocal, Queue<LegacyTry> tries, bool delegatesToCaller)
    {
        (types, this.firstLocal, this.tries) = (new ExceptionTypes(module), firstLocal, tries);
        frames.Add(new Frame(null, height++, null));
        if (delegatesToCaller)
        {
            callerDelegate = height++;
            output.Byte(Opcodes.Block).Byte(ExceptionReference);
        }
    }

    /// <summary>Rewrites all functions of a module that was read and not validated yet.</summary>
    /// <exception cref="InvalidDataException">Something is malformed, or not understood.</exception>
    internal static void Translate(WasmModule module)
    {
        for (var i = 0; i < module.Bodies.Count; i++)
        {
            var body = module.Bodies[i];
            var tries = LegacyTry.FindAll(body.Span, out var delegatesToCaller);
            if (tries.Count > 0)
            {
                var type = module.FunctionTypes[i] < module.Types.Count ? module.Types[(int)module.FunctionTypes[i]] : throw NotUnderstood();
                var parameters = new WasmReader(type) { Position = 1 }.U32();
                var reader = new InstructionReader(body.Span) { AllowsLegacyExceptions = true };
                module.Bodies[i] = new LegacyExceptions(module, parameters + reader.Locals, tries, delegatesToCaller)
                    .Rewrite(body, reader);
            }
        }
    }

    private byte[] Rewrite(ReadOnlyMemory<byte> body, InstructionReader reader)
    {
        while (reader.Next())
        {
            Rewrite(body.Span, ref reader);
        }

        var groups = reader.LocalGroups + (locals > 0 ? 1u : 0);
        var header = new WasmWriter().U32(groups).Bytes(body.Span[reader.GroupsStart..reader.CodeStart]);
        return (locals > 0 ? header.U32(locals).Byte(ExceptionReference) : header).Bytes(output.Written).ToArray();
    }

    private void Rewrite(ReadOnlySpan<byte> body, ref InstructionReader reader)
    {
        var instruction = body[reader.Start..reader.End];
        switch (reader.Opcode)
        {
            case Opcodes.Block or Opcodes.Loop or Opcodes.If:
                frames.Add(new Frame(null, height++, null));
                output.Bytes(instruction);
                break;
            case Opcodes.LegacyTry:
                Begin(tries.Dequeue(), instruction[1..]);
                break;
            case Opcodes.LegacyCatch or Opcodes.LegacyCatchAll:
                BeginHandler(frames[^1]);
                break;
            case Opcodes.LegacyRethrow:
                output.Byte(Opcodes.LocalGet).U32(frames[^(int)(reader.Index + 1)].Caught!.Value).Byte(ThrowReference);
                break;
            case Opcodes.LegacyDelegate or Opcodes.End:
                End();
                break;
            case Opcodes.Branch or Opcodes.BranchIf or 0xd5 or 0xd6:
                output.Byte(reader.Opcode).U32(Depth(new WasmReader(instruction) { Position = 1 }.U32()));
                break;
            case Opcodes.BranchTable:
                WriteTable(instruction);
                break;
            case Opcodes.TryTable:
                throw NotUnderstood();
            default:
                output.Bytes(instruction);
                break;
        }
    }

    /// <summary>How far away a label of the original is now.</summary>
    private uint Depth(uint label) =>
        label < frames.Count ? DepthOf(frames[^(int)(label + 1)].Label) : throw NotUnderstood();

    private uint DepthOf(uint label) => height - 1 - label;

    private void WriteTable(ReadOnlySpan<byte> instruction)
    {
        var reader = new WasmReader(instruction) { Position = 1 };
        var count = reader.U32();
        output.Byte(Opcodes.BranchTable).U32(count);
        for (var i = 0UL; i <= count; i++)
        {
            output.U32(Depth(reader.U32()));
        }
    }

    private void Begin(LegacyTry next, ReadOnlySpan<byte> blockType)
    {
        if (types.TakeParameters(blockType))
        {
            throw NotUnderstood();
        }

        if (next.Delegates)
        {
            var target = next.Delegate is { } outer ? delegates[outer] : callerDelegate!.Value;
            output.Byte(Opcodes.TryTable).Bytes(blockType).U32(1).Byte(CatchAllReference).U32(DepthOf(target));
            frames.Add(new Frame(next, height++, null));
            BeginBody(next);
            return;
        }

        var frame = new Frame(next, height++, next.IsRethrown ? firstLocal + locals++ : null);
        frames.Add(frame);
        output.Byte(Opcodes.Block).Bytes(blockType);
        if (next.Catches.Count == 0)
        {
            BeginBody(next);
            return;
        }

        foreach (var tag in Enumerable.Reverse(next.Catches))
        {
            types.WriteCaught(output.Byte(Opcodes.Block), tag, next.IsRethrown);
            height++;
        }

        output.Byte(Opcodes.TryTable).Bytes(blockType).U32((uint)next.Catches.Count);
        for (var i = 0; i < next.Catches.Count; i++)
        {
            _ = next.Catches[i] is { } tag
                ? output.Byte(next.IsRethrown ? CatchReference : Catch).U32(tag)
                : output.Byte(next.IsRethrown ? CatchAllReference : CatchAll);
            output.U32((uint)i);
        }

        height++;
        BeginBody(next);
    }

    /// <summary>What others delegate to it is thrown where its body would have thrown it.</summary>
    private void BeginBody(LegacyTry current)
    {
        if (current.IsDelegate)
        {
            output.Byte(Opcodes.Block).Byte(ExceptionReference);
            delegates[current] = height++;
        }
    }

    private void EndBody(Frame frame)
    {
        if (frame.Try!.IsDelegate)
        {
            output.Byte(Opcodes.Branch).U32(DepthOf(frame.Label)).Byte(Opcodes.End).Byte(ThrowReference);
            height--;
        }
    }

    private void BeginHandler(Frame frame)
    {
        if (!frame.IsInHandler)
        {
            EndBody(frame);
            output.Byte(Opcodes.End);
            height--;
        }

        output.Byte(Opcodes.Branch).U32(DepthOf(frame.Label)).Byte(Opcodes.End);
        height--;
        frame.IsInHandler = true;
        if (frame.Caught is { } local)
        {
            output.Byte(Opcodes.LocalSet).U32(local);
        }
    }

    private void End()
    {
        var frame = frames[^1];
        frames.RemoveAt(frames.Count - 1);
        if (frame.Try is not null && !frame.IsInHandler)
        {
            EndBody(frame);
        }

        if (frames.Count == 0 && callerDelegate is not null)
        {
            output.Byte(Opcodes.Return).Byte(Opcodes.End).Byte(ThrowReference);
        }

        output.Byte(Opcodes.End);
        height--;
    }

    internal static InvalidDataException NotUnderstood() => new("the library has exception handling that is not understood");

    private sealed class Frame(LegacyTry? tried, uint label, uint? caught)
    {
        internal LegacyTry? Try => tried;

        internal uint Label => label;

        /// <summary>The local that keeps what was caught, where it is thrown again.</summary>
        internal uint? Caught => caught;

        internal bool IsInHandler { get; set; }
    }
}

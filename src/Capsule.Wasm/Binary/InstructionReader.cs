namespace Capsule.Wasm.Binary;

/// <summary>
/// Walks the instructions of one function body. Every instruction is understood exactly or refused: a pass that
/// misjudged the length of one would rewrite garbage.
/// </summary>
internal ref struct InstructionReader
{
    /// <summary>What engines allow (WebAssembly JavaScript interface, implementation limits).</summary>
    private const uint MostLocals = 50_000;

    private WasmReader reader;

    internal InstructionReader(ReadOnlySpan<byte> body)
    {
        reader = new WasmReader(body);
        LocalGroups = reader.U32();
        GroupsStart = reader.Position;
        for (var group = 0u; group < LocalGroups; group++)
        {
            var count = reader.U32();
            Locals = count <= MostLocals - Locals ? Locals + count : throw reader.Malformed("has a function with more locals than any may have");
            reader.SkipValueType();
        }

        CodeStart = reader.Position;
    }

    /// <summary>Whether the instructions of the legacy exception handling proposal are understood, to be replaced.</summary>
    internal bool AllowsLegacyExceptions { get; init; }

    /// <summary>How many groups of locals are declared.</summary>
    internal uint LocalGroups { get; }

    /// <summary>How many locals are declared, parameters not counted.</summary>
    internal uint Locals { get; }

    /// <summary>Where the groups of locals start, behind their count.</summary>
    internal int GroupsStart { get; }

    /// <summary>Where the first instruction starts.</summary>
    internal int CodeStart { get; }

    /// <summary>Where the current instruction starts.</summary>
    internal int Start { get; private set; }

    /// <summary>Where the current instruction ends.</summary>
    internal readonly int End => reader.Position;

    /// <summary>The current instruction.</summary>
    internal byte Opcode { get; private set; }

    /// <summary>The number behind a prefix, such as <see cref="Opcodes.Miscellaneous"/>.</summary>
    internal uint Extended { get; private set; }

    /// <summary>The index that a call, a global access or a <c>ref.func</c> names, or a legacy instruction about exceptions.</summary>
    internal uint Index { get; private set; }

    /// <summary>Goes to the next instruction; false at the end of the body.</summary>
    internal bool Next()
    {
        if (reader.AtEnd)
        {
            return false;
        }

        Start = reader.Position;
        Opcode = reader.Byte();
        ReadImmediates();
        return true;
    }

    private void ReadImmediates()
    {
        switch (Opcode)
        {
            case 0x00 or 0x01 or 0x05 or 0x0a or 0x0b or 0x0f or 0x1a or 0x1b or 0xd1 or 0xd3 or 0xd4:
            case >= 0x45 and <= 0xc4:
                break;
            case 0x02 or 0x03 or 0x04:
                BlockType();
                break;
            case 0x10 or 0x12 or 0x23 or 0x24 or 0xd2:
                Index = reader.U32();
                break;
            case 0x08 or 0x0c or 0x0d or 0x14 or 0x15 or 0x20 or 0x21 or 0x22 or 0x25 or 0x26 or 0x3f or 0x40 or 0x41
                or 0x42 or 0xd0 or 0xd5 or 0xd6:
                reader.SkipLeb();
                break;
            case Opcodes.BranchTable:
                Repeat(reader.U32() + 1UL);
                break;
            case 0x11 or 0x13:
                Repeat(2);
                break;
            case 0x1c:
                ValueTypes();
                break;
            case 0x1f:
                BlockType();
                Catches();
                break;
            case >= 0x28 and <= 0x3e:
                MemoryArgument();
                break;
            case 0x43:
                reader.Skip(4);
                break;
            case 0x44:
                reader.Skip(8);
                break;
            case Opcodes.GarbageCollected or Opcodes.Miscellaneous or Opcodes.Vector:
                Extended = reader.U32();
                ReadExtended();
                break;
            default:
                ReadLegacy();
                break;
        }
    }

    private void ReadLegacy()
    {
        switch (Opcode)
        {
            case Opcodes.LegacyTry when AllowsLegacyExceptions: BlockType(); break;
            case Opcodes.LegacyCatch or Opcodes.LegacyRethrow or Opcodes.LegacyDelegate when AllowsLegacyExceptions:
                Index = reader.U32();
                break;
            case Opcodes.LegacyCatchAll when AllowsLegacyExceptions: break;
            default: throw NotUnderstood();
        }
    }

    private void ReadExtended()
    {
        switch (Opcode)
        {
            case Opcodes.GarbageCollected: ReadGarbageCollected(); break;
            case Opcodes.Miscellaneous: ReadMiscellaneous(); break;
            default: ReadVector(); break;
        }
    }

    private void ReadGarbageCollected()
    {
        if (Extended is < Opcodes.ReferenceTest or > Opcodes.ReferenceCastNull)
        {
            throw NotUnderstood();
        }

        reader.SkipLeb();
    }

    private void ReadMiscellaneous()
    {
        switch (Extended)
        {
            case < 8: break; // saturating conversions
            case Opcodes.DataDrop or Opcodes.MemoryFill or Opcodes.ElementDrop or Opcodes.TableGrow or Opcodes.TableSize
                or Opcodes.TableFill:
                reader.SkipLeb();
                break;
            case Opcodes.MemoryInit or Opcodes.MemoryCopy or Opcodes.TableInit or Opcodes.TableCopy:
                Repeat(2);
                break;
            default:
                throw NotUnderstood();
        }
    }

    /// <summary>Vector instructions (core specification, 5.4.9).</summary>
    private void ReadVector()
    {
        switch (Extended)
        {
            case <= 11 or 92 or 93: MemoryArgument(); break;
            case 12 or 13: reader.Skip(16); break;
            case >= 21 and <= 34: reader.Skip(1); break;
            case >= 84 and <= 91: MemoryArgument(); reader.Skip(1); break;
            case <= 255: break;
            default: throw NotUnderstood();
        }
    }

    private void Repeat(ulong count)
    {
        for (; count > 0; count--)
        {
            reader.SkipLeb();
        }
    }

    private void BlockType()
    {
        if (reader.Peek() is 0x63 or 0x64)
        {
            reader.SkipValueType();
        }
        else
        {
            reader.SkipLeb();
        }
    }

    private void ValueTypes()
    {
        for (var count = reader.U32(); count > 0; count--)
        {
            reader.SkipValueType();
        }
    }

    private void Catches()
    {
        for (var count = reader.U32(); count > 0; count--)
        {
            var kind = reader.Byte();
            Repeat(kind switch
            {
                0 or 1 => 2UL,
                2 or 3 => 1UL,
                _ => throw NotUnderstood(),
            });
        }
    }

    /// <summary>Alignment and offset; a second memory would be named in between.</summary>
    private void MemoryArgument()
    {
        if ((reader.U32() & 64) != 0)
        {
            throw NotUnderstood();
        }

        reader.SkipLeb();
    }

    private readonly InvalidDataException NotUnderstood() =>
        reader.Malformed($"has an instruction 0x{Opcode:x2} {Extended} that no pass understands");
}

namespace Capsule.Wasm.Binary;

/// <summary>Takes a binary module apart, section by section.</summary>
internal static class ModuleReader
{
    private static ReadOnlySpan<byte> Header => [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

    internal static WasmModule Read(ReadOnlyMemory<byte> bytes, bool isSide = false)
    {
        if (!bytes.Span.StartsWith(Header))
        {
            throw new InvalidDataException("This is no WebAssembly module: the first eight bytes are wrong.");
        }

        var module = new WasmModule { IsSide = isSide };
        var reader = new WasmReader(bytes.Span) { Position = Header.Length };
        while (!reader.AtEnd)
        {
            var id = (SectionId)reader.Byte();
            var length = reader.Length();
            ReadSection(module, id, bytes.Slice(reader.Position, length));
            reader.Skip(length);
        }

        return module.Bodies.Count == module.FunctionTypes.Count
            ? module
            : throw reader.Malformed("has not as many bodies as functions");
    }

    private static void ReadSection(WasmModule module, SectionId id, ReadOnlyMemory<byte> section)
    {
        var reader = new WasmReader(section.Span);
        if (id == SectionId.Custom)
        {
            var name = reader.Name();
            module.Custom.Add(new CustomSection(name, section[reader.Position..]));
            return;
        }

        var count = reader.U32();
        if (id == SectionId.Start)
        {
            module.Start = module.IsSide ? count : throw reader.Malformed($"has a section {id}, which no guest of ours may have");
            return;
        }

        if (id == SectionId.DataCount)
        {
            return; // follows from the data section
        }

        for (; count > 0; count--)
        {
            ReadEntry(module, id, ref reader, section);
        }

        if (!reader.AtEnd)
        {
            throw reader.Malformed($"has a section {id} with bytes left over");
        }
    }

    private static void ReadEntry(WasmModule module, SectionId id, ref WasmReader reader, ReadOnlyMemory<byte> section)
    {
        switch (id)
        {
            case SectionId.Type: module.Types.Add(ReadType(ref reader)); break;
            case SectionId.Import: module.Imports.Add(ReadImport(ref reader, module.IsSide)); break;
            case SectionId.Function: module.FunctionTypes.Add(reader.U32()); break;
            case SectionId.Table: module.Tables.Add(ReadTable(ref reader)); break;
            case SectionId.Memory: ReadMemory(module, ref reader); break;
            case SectionId.Global: module.Globals.Add(ReadGlobal(ref reader)); break;
            case SectionId.Export: module.Exports.Add(ReadExport(ref reader)); break;
            case SectionId.Element: module.Elements.Add(ReadElements(ref reader, module.IsSide)); break;
            case SectionId.Code: module.Bodies.Add(ReadBytes(ref reader, section)); break;
            case SectionId.Data: module.Data.Add(ReadData(ref reader, section, module.IsSide)); break;
            case SectionId.Tag: module.TagTypes.Add(ReadTag(ref reader)); break;
            default: throw reader.Malformed($"has a section {id}, which no guest of ours may have");
        }
    }

    private static byte[] ReadType(ref WasmReader reader)
    {
        var start = reader.Position;
        if (reader.Byte() != 0x60)
        {
            throw reader.Malformed("has a type that is no function type");
        }

        for (var list = 0; list < 2; list++)
        {
            for (var count = reader.U32(); count > 0; count--)
            {
                reader.SkipValueType();
            }
        }

        return reader.Since(start).ToArray();
    }

    private static Import ReadImport(ref WasmReader reader, bool isSide)
    {
        var (module, name, kind) = (reader.Name(), reader.Name(), (ItemKind)reader.Byte());
        var start = reader.Position;
        switch (kind)
        {
            case ItemKind.Function: reader.U32(); break;
            case ItemKind.Global: reader.SkipValueType(); reader.Byte(); break;
            case ItemKind.Memory when isSide: reader.SkipLimits(); break;
            case ItemKind.Table when isSide: reader.SkipValueType(); reader.SkipLimits(); break;
            case ItemKind.Tag when isSide: ReadTag(ref reader); break;
            default: throw reader.Malformed($"imports a {kind}, '{module}.{name}', which no guest of ours may do");
        }

        return new Import(module, name, kind, reader.Since(start).ToArray());
    }

    private static byte[] ReadTable(ref WasmReader reader)
    {
        var start = reader.Position;
        reader.SkipValueType();
        reader.SkipLimits();
        return reader.Since(start).ToArray();
    }

    private static void ReadMemory(WasmModule module, ref WasmReader reader)
    {
        var flags = reader.Byte();
        module.HasMemory = true;
        module.MemoryMinimum = reader.U32();
        module.MemoryMaximum = flags switch
        {
            0 => 65536,
            1 => reader.U32(),
            _ => throw reader.Malformed("has a shared or a 64-bit memory"),
        };
    }

    private static Global ReadGlobal(ref WasmReader reader)
    {
        var start = reader.Position;
        reader.SkipValueType();
        var type = reader.Since(start).ToArray();
        var isMutable = reader.Byte() == 1;
        return new Global(type, isMutable, ReadConstant(ref reader));
    }

    /// <summary>A constant expression of one instruction; the end is read and not returned.</summary>
    private static byte[] ReadConstant(ref WasmReader reader)
    {
        var start = reader.Position;
        switch (reader.Byte())
        {
            case 0x41 or 0x42 or 0x23 or 0xd0 or 0xd2: reader.SkipLeb(); break;
            case 0x43: reader.Skip(4); break;
            case 0x44: reader.Skip(8); break;
            default: throw reader.Malformed("has a constant expression that is not understood");
        }

        var constant = reader.Since(start).ToArray();
        return reader.Byte() == 0x0b ? constant : throw reader.Malformed("has a constant expression that is too long");
    }

    private static Export ReadExport(ref WasmReader reader) =>
        new(reader.Name(), (ItemKind)reader.Byte(), reader.U32());

    private static ElementSegment ReadElements(ref WasmReader reader, bool isSide)
    {
        var (offset, start) = ReadOffset(ref reader, "element", isSide);
        var functions = new List<uint>();
        for (var count = reader.U32(); count > 0; count--)
        {
            functions.Add(reader.U32());
        }

        return new ElementSegment(offset, functions, start);
    }

    private static DataSegment ReadData(ref WasmReader reader, ReadOnlyMemory<byte> section, bool isSide)
    {
        var (offset, start) = ReadOffset(ref reader, "data", isSide);
        return new DataSegment(offset, ReadBytes(ref reader, section), start);
    }

    /// <summary>
    /// An active segment of the first table or memory with a constant offset; in side modules with an offset from a global.
    /// </summary>
    private static (uint Offset, uint? Base) ReadOffset(ref WasmReader reader, string what, bool isSide)
    {
        if (reader.U32() != 0)
        {
            throw reader.Malformed($"has a {what} segment that is not active, or not of item 0");
        }

        if (isSide && reader.Peek() == Opcodes.GlobalGet)
        {
            return ReadRelativeOffset(ref reader, what);
        }

        if (reader.Peek() != 0x41)
        {
            throw reader.Malformed($"has a {what} segment without a constant offset");
        }

        var constant = new WasmReader(ReadConstant(ref reader)) { Position = 1 };
        return ((uint)constant.S32(), null);
    }

    /// <summary><c>global.get</c>, or with the extended constant expressions <c>global.get, i32.const, i32.add</c>.</summary>
    private static (uint Offset, uint? Base) ReadRelativeOffset(ref WasmReader reader, string what)
    {
        reader.Skip(1);
        var (start, offset) = (reader.U32(), 0);
        if (reader.Peek() == Opcodes.I32Const)
        {
            reader.Skip(1);
            offset = reader.S32();
            if (reader.Byte() != Opcodes.I32Add)
            {
                throw reader.Malformed($"has a {what} segment with an offset that is not understood");
            }
        }

        return reader.Byte() == Opcodes.End
            ? ((uint)offset, start)
            : throw reader.Malformed($"has a {what} segment with an offset that is not understood");
    }

    private static ReadOnlyMemory<byte> ReadBytes(ref WasmReader reader, ReadOnlyMemory<byte> section)
    {
        var length = reader.Length();
        var start = reader.Position;
        reader.Skip(length);
        return section.Slice(start, length);
    }

    private static uint ReadTag(ref WasmReader reader) =>
        reader.Byte() == 0 ? reader.U32() : throw reader.Malformed("has a tag that is no exception");
}

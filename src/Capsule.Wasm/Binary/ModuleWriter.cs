namespace Capsule.Wasm.Binary;

/// <summary>Puts a module together; sections come in the order that the specification wants.</summary>
internal static class ModuleWriter
{
    /// <summary>The one custom section that must stand before the code (branch hinting proposal).</summary>
    internal const string BranchHints = "metadata.code.branch_hint";

    internal static byte[] Write(WasmModule module)
    {
        var output = new WasmWriter().Bytes([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
        WriteList(output, SectionId.Type, module.Types, (writer, type) => writer.Bytes(type));
        WriteList(output, SectionId.Import, module.Imports, WriteImport);
        WriteList(output, SectionId.Function, module.FunctionTypes, (writer, type) => writer.U32(type));
        WriteList(output, SectionId.Table, module.Tables, (writer, table) => writer.Bytes(table));
        if (module.HasMemory)
        {
            WriteSection(output, SectionId.Memory, writer => WriteMemory(writer, module));
        }

        WriteList(output, SectionId.Tag, module.TagTypes, (writer, type) => writer.Byte(0).U32(type));
        WriteList(output, SectionId.Global, module.Globals, WriteGlobal);
        WriteList(output, SectionId.Export, module.Exports, WriteExport);
        if (module.Start is { } start)
        {
            WriteSection(output, SectionId.Start, writer => writer.U32(start));
        }

        WriteList(output, SectionId.Element, module.Elements, WriteElements);
        WriteCustom(output, module.Custom.Where(section => section.Name == BranchHints));
        WriteList(output, SectionId.Code, module.Bodies, (writer, body) => writer.Vector(body.Span));
        WriteList(output, SectionId.Data, module.Data, WriteData);
        WriteCustom(output, module.Custom.Where(section => section.Name != BranchHints));
        return output.ToArray();
    }

    private static void WriteList<T>(
        WasmWriter output, SectionId id, List<T> items, Action<WasmWriter, T> write)
    {
        if (items.Count > 0)
        {
            WriteSection(output, id, writer =>
            {
                writer.U32((uint)items.Count);
                items.ForEach(item => write(writer, item));
            });
        }
    }

    private static void WriteSection(WasmWriter output, SectionId id, Action<WasmWriter> write)
    {
        var section = new WasmWriter();
        write(section);
        output.Byte((byte)id).Vector(section.Written);
    }

    private static void WriteCustom(WasmWriter output, IEnumerable<CustomSection> sections)
    {
        foreach (var section in sections)
        {
            WriteSection(output, SectionId.Custom, writer => writer.Name(section.Name).Bytes(section.Bytes.Span));
        }
    }

    private static void WriteImport(WasmWriter writer, Import import) =>
        writer.Name(import.Module).Name(import.Name).Byte((byte)import.Kind).Bytes(import.Descriptor);

    private static void WriteMemory(WasmWriter writer, WasmModule module) =>
        writer.U32(1).Byte(1).U32(module.MemoryMinimum).U32(module.MemoryMaximum);

    private static void WriteGlobal(WasmWriter writer, Global global) =>
        writer.Bytes(global.Type).Byte(global.IsMutable ? (byte)1 : (byte)0).Bytes(global.Initial).Byte(0x0b);

    private static void WriteExport(WasmWriter writer, Export export) =>
        writer.Name(export.Name).Byte((byte)export.Kind).U32(export.Index);

    private static void WriteElements(WasmWriter writer, ElementSegment segment)
    {
        if (segment.IsPassive)
        {
            writer.U32(1).Byte(0).U32((uint)segment.Functions.Count);
            segment.Functions.ForEach(function => writer.U32(function));
            return;
        }

        WriteOffset(writer, segment.Offset, segment.Base).U32((uint)segment.Functions.Count);
        segment.Functions.ForEach(function => writer.U32(function));
    }

    private static void WriteData(WasmWriter writer, DataSegment segment) =>
        WriteOffset(writer, segment.Offset, segment.Base).Vector(segment.Bytes.Span);

    /// <summary>An offset from a global is a constant expression of more than one instruction only where it has to be.</summary>
    private static WasmWriter WriteOffset(WasmWriter writer, uint offset, uint? start)
    {
        writer.U32(0);
        if (start is { } global)
        {
            writer.Byte(Opcodes.GlobalGet).U32(global);
            return (offset == 0 ? writer : writer.Byte(Opcodes.I32Const).S32((int)offset).Byte(Opcodes.I32Add)).Byte(Opcodes.End);
        }

        return writer.Byte(Opcodes.I32Const).S32((int)offset).Byte(Opcodes.End);
    }
}

using Capsule.Wasm.Binary;

namespace Capsule.Guests.Emscripten.Linking;

/// <summary>
/// Refuses libraries that take the compiler too long. Threat: a function of 250 KiB with 20,000 locals and as many branches took it two minutes
/// and 7.6 GiB, because it looks at every local at every place where control flow meets.
/// </summary>
/// <remarks>
/// The cost is the number of local variables and block values times the number of edges of control flow: about 1.2 s of compiling and 40 MiB for a million.
/// CPython's largest function has 0.15 million, all of its 17,000 together 4 million.
/// </remarks>
internal static class CompileCost
{
    private const long MostOfFunction = 4_000_000;
    private const long MostOfLibrary = 64_000_000;
    private const int LongestFunction = 1 << 20;

    /// <summary>What a library costs.</summary>
    /// <exception cref="InvalidDataException">More than one may.</exception>
    internal static long Of(WasmModule module)
    {
        var total = 0L;
        for (var i = 0; i < module.Bodies.Count; i++)
        {
            var cost = CostOf(module, i);
            total += cost;
            LibraryRules.Require(
                cost <= MostOfFunction && module.Bodies[i].Length <= LongestFunction,
                $"has a function (number {module.ImportedFunctions + (uint)i}) that takes the compiler too long");
            LibraryRules.Require(total <= MostOfLibrary, "takes the compiler too long");
        }

        return total;
    }

    private static long CostOf(WasmModule module, int function)
    {
        var body = module.Bodies[function].Span;
        var reader = new InstructionReader(body);
        var (values, edges) = (reader.Locals + (long)CountOf(module, (int)module.FunctionTypes[function]), 1L);
        while (reader.Next())
        {
            switch (reader.Opcode)
            {
                case Opcodes.Block or Opcodes.Loop or Opcodes.If or Opcodes.TryTable:
                    edges++;
                    values = Math.Max(values, reader.Locals + (long)ValuesOf(module, body[(reader.Start + 1)..]));
                    break;
                case Opcodes.Else or Opcodes.Branch or Opcodes.BranchIf or 0xd5 or 0xd6:
                    edges++;
                    break;
                case Opcodes.BranchTable:
                    edges += new WasmReader(body) { Position = reader.Start + 1 }.U32();
                    break;
            }
        }

        return values * edges;
    }

    /// <summary>How many values a block takes and gives.</summary>
    private static uint ValuesOf(WasmModule module, ReadOnlySpan<byte> blockType)
    {
        var type = new WasmReader(blockType).S32();
        return type < 0 ? 1 : CountOf(module, type);
    }

    /// <summary>The number of a type's parameters and results.</summary>
    private static uint CountOf(WasmModule module, int type)
    {
        var reader = new WasmReader(module.Types[type]) { Position = 1 };
        var parameters = reader.U32();
        for (var i = 0u; i < parameters; i++)
        {
            reader.SkipValueType();
        }

        return parameters + reader.U32();
    }
}

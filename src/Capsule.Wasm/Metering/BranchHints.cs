using Capsule.Wasm.Binary;

namespace Capsule.Wasm.Metering;

/// <summary>Collects the section that tells the compiler which branches are unlikely (branch hinting proposal).</summary>
internal sealed class BranchHints
{
    private const byte Unlikely = 0;
    private readonly WasmWriter functions = new();
    private uint count;

    /// <summary>Adds the branches of a function; functions come in ascending order.</summary>
    internal void Add(uint function, List<int> branches)
    {
        if (branches.Count == 0)
        {
            return;
        }

        count++;
        functions.U32(function).U32((uint)branches.Count);
        branches.ForEach(branch => functions.U32((uint)branch).U32(1).Byte(Unlikely));
    }

    internal CustomSection ToSection() =>
        new(ModuleWriter.BranchHints, new WasmWriter().U32(count).Bytes(functions.Written).ToArray());
}

using System.Text;
using Capsule.Wasm.Engine;

namespace Capsule.Wasm.Sandboxes;

/// <summary>
/// A compiled side module: code without a memory of its own, which is instantiated beside a guest's main module and shares its memory,
/// its function table and its meter. Any number of sandboxes share one.
/// </summary>
/// <remarks>
/// It exports <c>capsule:first(block, memory base, table base)</c>, called once when it is loaded, and <c>capsule:init</c> with the same
/// parameters, called in each sandbox that goes on from a snapshot. Both fill the module's part of the table; what it keeps in globals is
/// in the block, a part of the guest's memory.
/// </remarks>
internal abstract class SideModule
{
    private readonly byte[][] imports;

    /// <summary>Takes the code.</summary>
    /// <param name="code">The compiled module.</param>
    /// <param name="hash">SHA-256 of the file that it was made of, in hexadecimal.</param>
    /// <param name="imports">Names of the main module's exports that it imports, in the order of its imports.</param>
    /// <param name="tableSize">How many slots of the function table it takes.</param>
    protected SideModule(CompiledModule code, string hash, IEnumerable<string> imports, uint tableSize)
    {
        Code = code;
        Hash = hash;
        TableSize = tableSize;
        this.imports = [.. imports.Select(Encoding.UTF8.GetBytes)];
    }

    /// <summary>The code.</summary>
    public CompiledModule Code { get; }

    /// <summary>SHA-256 of the file that it was made of, in hexadecimal.</summary>
    public string Hash { get; }

    /// <summary>How many slots of the function table it takes.</summary>
    public uint TableSize { get; }

    internal IReadOnlyList<byte[]> Imports => imports;
}

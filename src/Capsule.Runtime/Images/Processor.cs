using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;

namespace Capsule.Runtime.Images;

/// <summary>
/// Tells processors apart that have different instructions. Machines that share a home would otherwise take turns in replacing each
/// other's code.
/// </summary>
internal static class Processor
{
    /// <summary>The same for all processors with the same instructions.</summary>
    internal static string Id { get; } = Find();

    private static string Find()
    {
        if (!X86Base.IsSupported)
        {
            return RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        }

        // Intel SDM, CPUID: feature flags. EBX of leaf 1 is of the core, not of the processor.
        var (_, _, flags1, flags2) = X86Base.CpuId(1, 0);
        var (_, flags3, flags4, flags5) = X86Base.CpuId(7, 0);
        var (_, _, flags6, flags7) = X86Base.CpuId(unchecked((int)0x80000001), 0);
        int[] flags = [flags1, flags2, flags3, flags4, flags5, flags6, flags7];
        var bytes = new byte[flags.Length * sizeof(int)];
        for (var i = 0; i < flags.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(i * sizeof(int)), flags[i]);
        }

        return Convert.ToHexStringLower(SHA256.HashData(bytes)[..4]);
    }
}

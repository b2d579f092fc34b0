namespace Capsule.Wasm.Memory;

/// <summary>The two page sizes that matter here.</summary>
internal static class WasmPages
{
    /// <summary>A WebAssembly page: the unit in which a linear memory grows, 64 KiB.</summary>
    public const int Size = 65536;

    /// <summary>The unit in which snapshots differ from images, 4 KiB: a host page on x64.</summary>
    public const int HostPage = 4096;

    /// <summary>How far a 32-bit memory can reach: 4 GiB.</summary>
    public const ulong AddressSpace = 1UL << 32;
}

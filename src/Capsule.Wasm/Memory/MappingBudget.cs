using System.Globalization;

namespace Capsule.Wasm.Memory;

/// <summary>
/// How many mappings memories may have for the pages of their snapshots. Threat: the kernel allows a process some number of
/// mappings (vm.max_map_count), and a guest that writes here and there would take them from everything else in it.
/// </summary>
internal static class MappingBudget
{
    /// <summary>A memory has at most this many; what is beyond is copied.</summary>
    internal const int PerMemory = 512;

    private const int DefaultLimit = 65_530;

    /// <summary>A mapping inside of another one splits it.</summary>
    private const int MappingsPerRun = 2;

    private static int taken;

    /// <summary>How many mappings the kernel allows the process.</summary>
    internal static int KernelLimit { get; } = ReadKernelLimit();

    private static int Limit => KernelLimit / 2 / MappingsPerRun;

    /// <summary>Takes one; false when half of what the process may have is taken.</summary>
    internal static bool TryTake()
    {
        if (Interlocked.Increment(ref taken) <= Limit)
        {
            return true;
        }

        Interlocked.Decrement(ref taken);
        return false;
    }

    /// <summary>Gives some back.</summary>
    internal static void Return(int count) => Interlocked.Add(ref taken, -count);

    private static int ReadKernelLimit()
    {
        try
        {
            return int.Parse(File.ReadAllText("/proc/sys/vm/max_map_count"), CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or OverflowException)
        {
            return DefaultLimit;
        }
    }
}

using System.Globalization;

namespace Capsule.Benchmarks;

/// <summary>What the kernel says about this process.</summary>
internal static class ProcessFacts
{
    /// <summary>Position of <c>minflt</c> in /proc/self/stat, counted behind the command's name (proc(5)).</summary>
    private const int MinorFaults = 7;

    /// <summary>Page faults that needed no disk, of all threads so far.</summary>
    internal static long Faults()
    {
        var text = File.ReadAllText("/proc/self/stat");
        return long.Parse(text[(text.LastIndexOf(')') + 2)..].Split(' ')[MinorFaults], CultureInfo.InvariantCulture);
    }

    /// <summary>The same, when garbage is collected.</summary>
    internal static long SettledMemory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return PrivateMemory();
    }

    /// <summary>Bytes of memory that only this process has.</summary>
    internal static long PrivateMemory() => File.ReadLines("/proc/self/smaps_rollup")
        .Where(line => line.StartsWith("Private_Clean:", StringComparison.Ordinal)
            || line.StartsWith("Private_Dirty:", StringComparison.Ordinal))
        .Sum(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)) * 1024;
}

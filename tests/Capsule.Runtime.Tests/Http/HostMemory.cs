using System.Diagnostics;

namespace Capsule.Runtime.Tests.Http;

/// <summary>Looks at the memory of this process until it is disposed. Only for tests that run alone.</summary>
internal sealed class HostMemory : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);
    private readonly long managedBefore = GC.GetTotalMemory(forceFullCollection: true);
    private readonly long residentBefore = Resident();
    private readonly Timer timer;
    private long managed;
    private long resident;

    internal HostMemory() => timer = new Timer(_ => Sample(), null, TimeSpan.Zero, Look);

    /// <summary>How much more managed memory there was at its peak, in bytes; garbage included.</summary>
    internal long Managed => Math.Max(0, managed - managedBefore);

    /// <summary>How much more memory the process had at its peak, in bytes; the guest's included.</summary>
    internal long AllOfIt => Math.Max(0, resident - residentBefore);

    public void Dispose() => timer.Dispose();

    private static long Resident()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    private void Sample()
    {
        managed = Math.Max(managed, GC.GetTotalMemory(forceFullCollection: false));
        resident = Math.Max(resident, Resident());
    }
}

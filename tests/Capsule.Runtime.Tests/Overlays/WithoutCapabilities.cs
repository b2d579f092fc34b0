using System.Runtime.InteropServices;

namespace Capsule.Runtime.Tests.Overlays;

/// <summary>Runs code on a thread for which permissions of files count also where the tests are run by root.</summary>
internal static partial class WithoutCapabilities
{
    private const uint Version = 0x20080522; // _LINUX_CAPABILITY_VERSION_3
    private const uint IgnorePermissions = 1 << 1 | 1 << 2; // CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH

    internal static T Run<T>(Func<T> function) => OwnThread.Run(() =>
    {
        Drop();
        return function();
    });

    /// <summary>Linux has capabilities for each thread.</summary>
    private static void Drop()
    {
        uint[] header = [Version, 0];
        var sets = new uint[6]; // effective, permitted and inheritable, twice
        Assert.Equal(0, capget(header, sets));
        sets[0] &= ~IgnorePermissions;
        Assert.Equal(0, capset(header, sets));
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int capget(uint[] header, [Out] uint[] sets);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int capset(uint[] header, uint[] sets);
}

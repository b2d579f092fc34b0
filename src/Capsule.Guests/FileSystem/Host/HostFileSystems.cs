using Microsoft.Win32.SafeHandles;

namespace Capsule.Guests.FileSystem.Host;

/// <summary>Tells file systems that hold files from those that are doors into the kernel and its processes.</summary>
/// <remarks>
/// Threat: <c>/proc/self/mem</c> is a regular file by its mode, and the memory of the host by its contents. A folder in
/// which such a file system is mounted may be granted; the file system is out of reach all the same.
/// </remarks>
internal static unsafe class HostFileSystems
{
    /// <summary>Their magic numbers (linux/magic.h).</summary>
    private static readonly uint[] Kernels =
    [
        0x9fa0, // proc
        0x62656572, // sysfs
        0x64626720, // debugfs
        0x74726163, // tracefs
        0x27e0eb, // cgroup
        0x63677270, // cgroup2
        0x73636673, // securityfs
        0xf97cff8c, // selinux
        0xcafe4a11, // bpf
        0x62656570, // configfs
        0xde5e81e4, // efivarfs
        0x6e736673, // nsfs
        0x1cd1, // devpts
        0x42494e4d, // binfmt_misc
        0x6165676c, // pstore
        0x43415d53, // smackfs
        0x65735543, // fusectl
        0x6c6f6f70, // binder
        0x9fa2, // usbfs
        0x7655821, // resctrl
        0xabba1974, // xenfs
        0x6e667364, // nfsd
        0x67596969, // rpc_pipefs
        0x19800202, // mqueue
        0x50494446, // pidfs
    ];

    /// <summary>Why an open directory or file cannot be used, or success.</summary>
    internal static Errno Refuse(SafeFileHandle file)
    {
        var status = stackalloc byte[256];
        return Libc.fstatfs(file, status) != 0 ? HostErrors.Last()
            : Kernels.Contains(*(uint*)status) ? Errno.AccessDenied // f_type
            : Errno.Success;
    }

    /// <summary>Why what a directory holds cannot be used, or success.</summary>
    internal static Errno Refuse(SafeFileHandle parent, string name)
    {
        var opened = HostOpen.File(parent, name, HostOpen.Path);
        if (!opened.Ok)
        {
            return opened.Error;
        }

        using var file = opened.Value;
        return Refuse(file);
    }
}

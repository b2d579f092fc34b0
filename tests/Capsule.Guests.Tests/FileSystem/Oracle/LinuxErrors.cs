using System.Runtime.InteropServices;
using Capsule.Guests.FileSystem;

namespace Capsule.Guests.Tests.FileSystem.Oracle;

/// <summary>Linux's error numbers (asm-generic/errno.h), which are not those of WASI.</summary>
internal static class LinuxErrors
{
    /// <summary>The error of the last call, or success.</summary>
    internal static Errno Last(bool failed) => !failed ? Errno.Success : Marshal.GetLastPInvokeError() switch
    {
        1 => Errno.NotPermitted,
        2 => Errno.NoEntry,
        9 => Errno.BadDescriptor,
        11 => Errno.TryAgain,
        13 => Errno.AccessDenied,
        16 => Errno.Busy,
        17 => Errno.Exists,
        18 => Errno.CrossDevice,
        20 => Errno.NotDirectory,
        21 => Errno.IsDirectory,
        22 => Errno.Invalid,
        24 => Errno.TooManyOpenFiles,
        27 => Errno.FileTooBig,
        28 => Errno.NoSpace,
        29 => Errno.IllegalSeek,
        34 => Errno.Range,
        36 => Errno.NameTooLong,
        39 => Errno.NotEmpty,
        40 => Errno.TooManyLinks,
        95 => Errno.NotSupported,
        var other => throw new InvalidOperationException($"Linux answered {other}"),
    };
}

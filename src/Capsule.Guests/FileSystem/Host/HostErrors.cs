using System.Runtime.InteropServices;

namespace Capsule.Guests.FileSystem.Host;

/// <summary>Translates Linux's error numbers (asm-generic/errno.h) into those that guests know.</summary>
internal static class HostErrors
{
    internal const int Interrupted = 4; // EINTR

    /// <summary>What a call's answer means: minus one stands for the error that it left.</summary>
    internal static Errno Check(int answer) => answer >= 0 ? Errno.Success : Last();

    /// <summary>The error of the last call.</summary>
    internal static Errno Last() => Of(Marshal.GetLastPInvokeError());

    internal static Errno Of(int error) => error switch
    {
        1 => Errno.NotPermitted,
        2 or 116 => Errno.NoEntry, // 116: ESTALE, of network file systems
        6 or 19 => Errno.AccessDenied, // ENXIO, ENODEV: what is no file is not opened
        4 => Errno.Interrupted,
        9 => Errno.BadDescriptor,
        11 => Errno.TryAgain,
        12 => Errno.NoMemory,
        13 => Errno.AccessDenied,
        16 => Errno.Busy,
        17 => Errno.Exists,
        18 => Errno.CrossDevice,
        20 => Errno.NotDirectory,
        21 => Errno.IsDirectory,
        22 => Errno.Invalid,
        23 or 24 => Errno.TooManyOpenFiles,
        26 => Errno.TextFileBusy,
        27 => Errno.FileTooBig,
        28 or 122 => Errno.NoSpace, // 122: EDQUOT
        30 => Errno.ReadOnly,
        31 => Errno.TooManyNames,
        35 => Errno.Deadlock,
        36 => Errno.NameTooLong,
        37 => Errno.NoLocks,
        39 => Errno.NotEmpty,
        40 => Errno.TooManyLinks,
        75 => Errno.Overflow,
        84 => Errno.IllegalSequence,
        95 => Errno.NotSupported,
        _ => Errno.InputOutput,
    };
}

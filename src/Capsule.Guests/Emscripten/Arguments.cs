using Capsule.Guests.FileSystem;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Emscripten;

/// <summary>The arguments of a system call, read the way C passes them.</summary>
internal readonly struct Arguments(HostCall call)
{
    /// <summary>Threat: a path is copied out of the guest before it is looked at.</summary>
    private const uint PathLimit = 4096;

    private const int CurrentDirectory = -100; // AT_FDCWD

    internal HostCall Call { get; } = call;

    internal GuestMemory Memory => Call.Memory;

    internal EmscriptenProcess Process => Call.State<EmscriptenProcess>();

    internal int this[int index] => Call.I32(index);

    internal uint Address(int index) => Call.U32(index);

    internal long Long(int index) => Call.I64(index);

    /// <summary>The open file of a descriptor, or null.</summary>
    internal OpenFile? File(int index) => Process.Descriptors[Call.I32(index)];

    /// <summary>A path; null when it is too long.</summary>
    internal string? Path(int index)
    {
        var bytes = Memory.CString(Address(index), PathLimit, out var tooLong);
        return tooLong ? null : ByteString.FromBytes(bytes);
    }

    /// <summary>The directory that a path is relative to; null stands for the current one.</summary>
    internal Result<DirectoryPath?> Directory(int index) =>
        Call.I32(index) == CurrentDirectory ? new Result<DirectoryPath?>(null, Errno.Success)
        : File(index) is not { } file ? Errno.BadDescriptor
        : file.Directory is { } directory ? directory
        : Errno.NotDirectory;

    /// <summary>An optional argument of a variadic function: the guest passes its address.</summary>
    internal int Variadic(int index) => Address(index) == 0 ? 0 : Memory.ReadInt32(Address(index));
}

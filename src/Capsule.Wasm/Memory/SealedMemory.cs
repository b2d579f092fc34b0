using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Capsule.Wasm.Memory;

/// <summary>Files that nobody can change any more: memory without a name that the kernel has sealed (memfd_create(2)).</summary>
/// <remarks>
/// Threat: whoever can write a file changes what is mapped from it, also after it was checked, and truncating it ends the
/// processes that have it mapped. So what is checked and then executed is a copy.
/// </remarks>
internal static unsafe class SealedMemory
{
    private const uint CloseOnExec = 1; // MFD_CLOEXEC
    private const uint AllowSealing = 2; // MFD_ALLOW_SEALING
    private const uint NotExecutable = 8; // MFD_NOEXEC_SEAL: no program to start; mapping code is not affected
    private const int InvalidArgument = 22; // EINVAL: before Linux 6.3
    private const int AddSeals = 1033; // F_ADD_SEALS
    private const int AllSeals = 0x01 | 0x02 | 0x04 | 0x08; // F_SEAL_SEAL, F_SEAL_SHRINK, F_SEAL_GROW, F_SEAL_WRITE
    private const int BlockSize = 1 << 20;

    /// <summary>Copies the first bytes of a file; pages of zeros take no memory.</summary>
    /// <param name="file">The file. If it ends earlier, the copy has zeros there.</param>
    /// <param name="length">How many bytes to copy.</param>
    /// <returns>The copy, open for reading.</returns>
    /// <exception cref="InsufficientMemoryException">The system gives no memory.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    internal static SafeFileHandle CopyOf(SafeFileHandle file, long length) => Create(length, memory =>
    {
        var block = new byte[BlockSize];
        for (long position = 0; position < length;)
        {
            var read = RandomAccess.Read(file, block.AsSpan(0, (int)Math.Min(BlockSize, length - position)), position);
            if (read == 0)
            {
                break;
            }

            WritePopulated(memory, block.AsSpan(0, read), position);
            position += read;
        }
    });

    /// <summary>Makes a file of a length, has it filled, and seals it.</summary>
    /// <param name="length">How many bytes it has.</param>
    /// <param name="fill">Writes to it. What it does not write is zero.</param>
    /// <returns>The file, open for reading.</returns>
    /// <exception cref="InsufficientMemoryException">The system gives no memory.</exception>
    /// <exception cref="IOException">As above, or there are too many files open.</exception>
    internal static SafeFileHandle Create(long length, Action<SafeFileHandle> fill)
    {
        using var memory = Create(length);
        fill(memory);
        if (Libc.fcntl(memory, AddSeals, AllSeals) != 0)
        {
            throw Libc.Failed("fcntl(F_ADD_SEALS)", (ulong)length);
        }

        // Before Linux 6.7, what is open for writing and sealed cannot be mapped, not even for reading.
        return File.OpenHandle($"/proc/self/fd/{memory.DangerousGetHandle()}");
    }

    private static SafeFileHandle Create(long length)
    {
        var descriptor = Libc.memfd_create("capsule", CloseOnExec | AllowSealing | NotExecutable);
        if (descriptor < 0 && Marshal.GetLastPInvokeError() == InvalidArgument)
        {
            descriptor = Libc.memfd_create("capsule", CloseOnExec | AllowSealing);
        }

        if (descriptor < 0)
        {
            throw Libc.Failed("memfd_create", (ulong)length);
        }

        var memory = new SafeFileHandle(descriptor, ownsHandle: true);
        RandomAccess.SetLength(memory, length);
        return memory;
    }

    private static void WritePopulated(SafeFileHandle memory, ReadOnlySpan<byte> bytes, long position)
    {
        for (var start = 0; start < bytes.Length;)
        {
            var end = start;
            while (end < bytes.Length && Page(bytes, end).ContainsAnyExcept((byte)0))
            {
                end += Page(bytes, end).Length;
            }

            RandomAccess.Write(memory, bytes[start..end], position + start);
            start = end;
            while (start < bytes.Length && !Page(bytes, start).ContainsAnyExcept((byte)0))
            {
                start += Page(bytes, start).Length;
            }
        }
    }

    private static ReadOnlySpan<byte> Page(ReadOnlySpan<byte> bytes, int start) =>
        bytes.Slice(start, Math.Min((int)WasmPages.HostPage, bytes.Length - start));
}

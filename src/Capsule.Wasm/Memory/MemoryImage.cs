using Microsoft.Win32.SafeHandles;

namespace Capsule.Wasm.Memory;

/// <summary>
/// The bytes of a linear memory at rest, in a file that many sandboxes map copy-on-write. The pages are shared by all
/// of them, and by other processes that map the same file, until a guest writes to one.
/// </summary>
/// <remarks>
/// The file must not change while it is mapped: guests would have other memory than was checked, and truncating it ends the
/// process (SIGBUS). Who opens an image sees to that.
/// </remarks>
internal sealed unsafe class MemoryImage : IDisposable
{
    private readonly SafeFileHandle file;
    private byte* view;

    private MemoryImage(SafeFileHandle file, ulong length)
    {
        this.file = file;
        Length = length;
        view = Libc.Map(null, length, Libc.ProtectRead, Libc.MapShared, Descriptor);
    }

    /// <summary>Bytes, a multiple of <see cref="WasmPages.Size"/>.</summary>
    public ulong Length { get; }

    internal int Descriptor => (int)file.DangerousGetHandle();

    /// <summary>Maps an image that was written to a file, which is owned from here on.</summary>
    /// <exception cref="InvalidDataException">The file's length is no whole number of pages.</exception>
    public static MemoryImage Open(SafeFileHandle file)
    {
        try
        {
            return new MemoryImage(file, CheckLength(RandomAccess.GetLength(file)));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Makes an image that lives in memory only.</summary>
    public static MemoryImage FromBytes(ReadOnlySpan<byte> bytes)
    {
        var length = CheckLength(bytes.Length);
        var descriptor = Libc.memfd_create("capsule-image", 1 /* MFD_CLOEXEC */);
        if (descriptor < 0)
        {
            throw Libc.Failed("memfd_create", length);
        }

        var file = new SafeFileHandle(descriptor, ownsHandle: true);
        RandomAccess.Write(file, bytes, 0);
        return new MemoryImage(file, length);
    }

    /// <summary>The bytes of one host page.</summary>
    public ReadOnlySpan<byte> Page(uint page) => Bytes((ulong)page * WasmPages.HostPage, WasmPages.HostPage);

    /// <summary>A range of the image's bytes.</summary>
    public ReadOnlySpan<byte> Bytes(ulong offset, int count)
    {
        ObjectDisposedException.ThrowIf(view is null, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + (ulong)count, Length);
        return new ReadOnlySpan<byte>(view + offset, count);
    }

    /// <summary>Whether a page holds anything but zeros.</summary>
    public bool IsPopulated(uint page) =>
        (ulong)page * WasmPages.HostPage < Length && Page(page).ContainsAnyExcept((byte)0);

    /// <summary>How many pages hold anything but zeros; reads the whole image.</summary>
    public int CountPopulated() => Enumerable.Range(0, (int)(Length / WasmPages.HostPage)).Count(page => IsPopulated((uint)page));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (view is not null)
        {
            _ = Libc.munmap(view, (nuint)Length);
            view = null;
        }

        file.Dispose();
    }

    private static ulong CheckLength(long length) =>
        length > 0 && length % WasmPages.Size == 0 && (ulong)length <= WasmPages.AddressSpace
            ? (ulong)length
            : throw new InvalidDataException($"A memory image has {length} bytes, which is no whole number of pages.");
}

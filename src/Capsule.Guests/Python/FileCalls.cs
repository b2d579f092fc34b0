using System.Globalization;
using System.Text;
using Capsule.Guests.Emscripten;
using Capsule.Guests.FileSystem;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Python;

/// <summary>
/// System calls that Emscripten's C library lacks, as requests of the guest's own modules: a zero byte, the name, and
/// arguments, with zero bytes between them. The answer is an error number in digits. All other requests are passed on.
/// </summary>
/// <remarks><c>link</c>: whether a symbolic link is followed, two directories' descriptors, two paths.</remarks>
internal sealed class FileCalls(IHostCallHandler others) : IHostCallHandler
{
    private const int CurrentDirectory = -100; // AT_FDCWD
    private static readonly byte[] Link = Encoding.ASCII.GetBytes("\0link\0");

    public ReadOnlyMemory<byte> Handle(HostCall call, ReadOnlyMemory<byte> request)
    {
        if (request.Span is not [0, ..])
        {
            return others.Handle(call, request);
        }

        var error = request.Span.StartsWith(Link)
            ? MakeLink(call.State<EmscriptenProcess>(), ByteString.FromBytes(request.Span[Link.Length..]).Split('\0', 6))
            : Errno.NotImplemented;
        return Encoding.ASCII.GetBytes(((int)error).ToString(CultureInfo.InvariantCulture));
    }

    private static Errno MakeLink(EmscriptenProcess process, string[] arguments)
    {
        if (arguments is not [var follows, var first, var second, var path, var newPath])
        {
            return Errno.Invalid;
        }

        var start = Directory(process, first, path);
        var newStart = Directory(process, second, newPath);
        return !start.Ok ? start.Error
            : !newStart.Ok ? newStart.Error
            : process.Files.Link(start.Value, path, follows == "1", newStart.Value, newPath);
    }

    private static Result<DirectoryPath?> Directory(EmscriptenProcess process, string descriptor, string path)
    {
        if (path.StartsWith('/') || !int.TryParse(descriptor, CultureInfo.InvariantCulture, out var number) || number == CurrentDirectory)
        {
            return new Result<DirectoryPath?>(null, Errno.Success);
        }

        return process.Descriptors[number] is not { } file ? Errno.BadDescriptor
            : file.Directory is { } directory ? directory
            : Errno.NotDirectory;
    }
}

using System.Globalization;
using System.Text;
using Capsule.Guests.Abstractions;
using Capsule.Guests.Emscripten;
using Capsule.Guests.Emscripten.Calls;
using Capsule.Guests.FileSystem;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Python;

/// <summary>
/// System calls that Emscripten's C library lacks or does nothing in, as requests of the guest's own modules: a zero byte,
/// the name, and arguments, with zero bytes between them. The answer is an error number in digits. All other requests are
/// passed on.
/// </summary>
/// <remarks>
/// <c>link</c>: whether a symbolic link is followed, two directories' descriptors, two paths. <c>utimes</c>: two times in
/// nanoseconds, empty for now; whether a symbolic link is followed, a directory's descriptor, a path. <c>futimes</c>: two
/// times, a descriptor. <c>flock</c>: a descriptor, an operation. <c>interrupt</c>: nothing; a guest that was told to end is told again.
/// </remarks>
internal sealed class FileCalls(IHostCallHandler others) : IHostCallHandler
{
    private const int CurrentDirectory = -100; // AT_FDCWD

    public ReadOnlyMemory<byte> Handle(HostCall call, ReadOnlyMemory<byte> request)
    {
        if (request.Span is not [0, ..])
        {
            return others.Handle(call, request);
        }

        var process = call.State<EmscriptenProcess>();
        var error = ByteString.FromBytes(request.Span[1..]).Split('\0', 7) switch
        {
            ["link", var follows, var first, var second, var path, var newPath] => MakeLink(process, follows, first, second, path, newPath),
            ["utimes", var accessed, var modified, var follows, var directory, var path] => SetTimes(
                process, Time(process, accessed), Time(process, modified), follows, directory, path),
            ["futimes", var accessed, var modified, var file] => process.Descriptors[Number(file)]?.SetTimes(
                Time(process, accessed), Time(process, modified)) ?? Errno.BadDescriptor,
            ["flock", var file, var operation] => LockCalls.LockWhole(call, Number(file), Number(operation)),
            ["interrupt"] => InterruptAgain(call),
            _ => Errno.NotImplemented,
        };
        return Encoding.ASCII.GetBytes(((int)error).ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>
    /// A session begins to listen for interrupts when its cell begins: one that came before was ignored, and the cell would go on
    /// until it is stopped, with the loss of the session's state.
    /// </summary>
    private static Errno InterruptAgain(HostCall call)
    {
        if (call.Sandbox.Meter.Exceeded is not null)
        {
            SignalFlag.Deliver(call.Sandbox, call.State<EmscriptenProcess>());
        }

        return Errno.Success;
    }

    private static int Number(string digits) => int.TryParse(digits, CultureInfo.InvariantCulture, out var number) ? number : -1;

    /// <summary>A time; what is out of range is the nearest that there is.</summary>
    private static long Time(EmscriptenProcess process, string digits) =>
        digits.Length == 0 ? process.Clock.RealTime
        : Int128.TryParse(digits, CultureInfo.InvariantCulture, out var time) ? (long)Int128.Clamp(time, long.MinValue, long.MaxValue)
        : 0;

    private static Errno SetTimes(
        EmscriptenProcess process, long accessed, long modified, string follows, string directory, string path)
    {
        var start = Directory(process, directory, path);
        return start.Ok
            ? process.Files.Change(start.Value, path, follows == "1", node => node.SetTimes(accessed, modified))
            : start.Error;
    }

    private static Errno MakeLink(
        EmscriptenProcess process, string follows, string first, string second, string path, string newPath)
    {
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

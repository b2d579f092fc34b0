using System.Globalization;
using System.Text;
using Capsule.Guests.FileSystem;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.JavaScript;

/// <summary>
/// Files for the guest's <c>node:fs</c>: an operation's name and its arguments, with zero bytes between them. An answer is text, an
/// ArrayBuffer, or minus an error number (<see cref="Errno"/>) as text.
/// </summary>
/// <remarks>
/// <c>open</c> path, flags, permissions → a descriptor. <c>close</c> descriptor. <c>read</c> descriptor, length, position or -1 → bytes.
/// <c>write</c> descriptor, position or -1; bytes → how many were written. <c>stat</c> path, whether a link is followed, <c>fstat</c> descriptor → kind, size, permissions,
/// inode, links, and three times in nanoseconds. <c>list</c> path → names, each with its kind in front. <c>mkdir</c> path, permissions. <c>rmdir</c>, <c>unlink</c>,
/// <c>readlink</c> path. <c>rename</c>, <c>link</c> two paths. <c>symlink</c> target, path. <c>truncate</c> descriptor, length. <c>access</c> path, wanted.
/// <c>chmod</c> path, permissions. <c>utimes</c> path, two times. <c>cwd</c>. <c>chdir</c> path. <c>sync</c> descriptor.
/// </remarks>
internal readonly struct FileFunctions(HostCall call, Heap heap, JavaScriptProcess process)
{
    /// <summary>Most bytes of one read; more are read by reading again.</summary>
    private const int ReadLimit = 16 << 20;

    /// <summary>How much is moved at once: about a millisecond, where it goes to a file of the host.</summary>
    private const int PartSize = 2 << 20;
    private const int BytesPerTick = 16;

    /// <summary>What looking for a path costs, in ticks, beside what the file system charges itself.</summary>
    private const int OperationCost = 5_000;

    private VirtualFileSystem Files => process.Files;

    /// <summary>Does an operation.</summary>
    internal int Handle(byte[] text, int bytes)
    {
        if (!call.Charge(OperationCost + text.Length))
        {
            return 0;
        }

        // Paths are bytes to the file system, as the guest wrote them in UTF-8.
        return ByteString.FromBytes(text).Split('\0') switch
        {
            ["open", var path, var flags, var mode] => Open(path, (OpenFlags)Number(flags), (uint)Number(mode)),
            ["close", var file] => Answer(process.Descriptors.Close((int)Number(file))),
            ["read", var file, var length, var position] => Read(process.Descriptors[(int)Number(file)], Number(length), Number(position)),
            ["write", var file, var position] => Write(process.Descriptors[(int)Number(file)], bytes == 0 ? [] : heap.BytesOf(bytes), Number(position)),
            ["stat", var path, var follow] => Answer(Files.Stat(null, path, follow == "1"), Describe),
            ["fstat", var file] => process.Descriptors[(int)Number(file)] is { } open ? heap.NewString(Describe(open.Stat())) : Answer(Errno.BadDescriptor),
            ["list", var path] => List(path),
            ["mkdir", var path, var mode] => Answer(Files.MakeDirectory(null, path, (uint)Number(mode))),
            ["rmdir", var path] => Answer(Files.RemoveDirectory(null, path)),
            ["unlink", var path] => Answer(Files.RemoveFile(null, path)),
            ["readlink", var path] => Answer(Files.ReadLink(null, path), ByteString.ToText),
            ["rename", var path, var other] => Answer(Files.Rename(null, path, null, other)),
            ["link", var path, var other] => Answer(Files.Link(null, path, false, null, other)),
            ["symlink", var target, var path] => Answer(Files.MakeSymlink(null, path, target)),
            ["truncate", var file, var length] => Answer(Truncate(process.Descriptors[(int)Number(file)], Number(length))),
            ["access", var path, var wanted] => Answer(Files.CheckAccess(null, path, (uint)Number(wanted) & 7)),
            ["chmod", var path, var mode] => Answer(Files.Change(null, path, true, node => node.SetPermissions((uint)Number(mode) & 0xfff))),
            ["utimes", var path, var accessed, var modified] => Answer(Files.Change(null, path, true, node => node.SetTimes(Number(accessed), Number(modified)))),
            ["sync", var file] => Answer(process.Descriptors[(int)Number(file)]?.Flush() ?? Errno.BadDescriptor),
            ["cwd"] => Answer(Files.CurrentDirectory, ByteString.ToText),
            ["chdir", var path] => Answer(Files.ChangeDirectory(null, path)),
            _ => Answer(Errno.NotImplemented),
        };
    }

    private static long Number(string digits) => long.TryParse(digits, CultureInfo.InvariantCulture, out var number) ? number : -1;

    private static string Describe(FileStat stat) => string.Create(CultureInfo.InvariantCulture,
        $"{(int)stat.Kind} {stat.Size} {stat.Permissions} {stat.Inode} {stat.Links} {stat.Device} {stat.Times.Accessed} {stat.Times.Modified} {stat.Times.Changed}");

    private static Errno Truncate(OpenFile? file, long length) =>
        file is not { CanWrite: true } ? Errno.BadDescriptor : length < 0 ? Errno.Invalid : file.Truncate(length);

    private int Answer(Errno error) => heap.NewString(((long)-(int)error).ToString(CultureInfo.InvariantCulture));

    private int Answer<T>(Result<T> result, Func<T, string> show) => result.Ok ? heap.NewString(show(result.Value)) : Answer(result.Error);

    private int Open(string path, OpenFlags flags, uint mode)
    {
        var opened = Files.Open(null, path, flags, mode);
        if (!opened.Ok)
        {
            return Answer(opened.Error);
        }

        var added = process.Descriptors.Add(opened.Value);
        if (!added.Ok)
        {
            opened.Value.Share().Release();
        }

        return Answer(added, number => number.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Straight into the guest's memory, part by part.</summary>
    private int Read(OpenFile? file, long length, long position)
    {
        if (file is not { CanRead: true })
        {
            return Answer(Errno.BadDescriptor);
        }

        var wanted = (int)Math.Clamp(length, 0, ReadLimit);
        var from = position < 0 ? file.Position : position;
        var place = heap.Allocate(wanted + 1);
        var moved = Move(call.Memory.Bytes((uint)place, (uint)wanted), from, file.Read);
        if (moved.Ok && position < 0 && file.IsSeekable)
        {
            file.Position = from + moved.Value;
        }

        var answer = moved.Ok ? heap.Call(process.Engine.NewArrayBuffer, place, moved.Value) : Answer(moved.Error);
        heap.Call(process.Engine.Free, place);
        return answer;
    }

    private int Write(OpenFile? file, Span<byte> bytes, long position)
    {
        if (file is not { CanWrite: true })
        {
            return Answer(Errno.BadDescriptor);
        }

        var from = position >= 0 ? position : file.Flags.HasFlag(OpenFlags.Append) ? file.Stat().Size : file.Position;
        var moved = Move(bytes, from, (part, at) => file.Write(part, at));
        if (moved.Ok && position < 0 && file.IsSeekable)
        {
            file.Position = from + moved.Value;
        }

        return Answer(moved, number => number.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Threat: one call that moves gigabytes runs for seconds past its deadline.</summary>
    private Result<int> Move(Span<byte> bytes, long position, Mover move)
    {
        for (var done = 0; ;)
        {
            var part = bytes[done..Math.Min(bytes.Length, done + PartSize)];
            var moved = move(part, position + done);
            if (!moved.Ok)
            {
                return done > 0 ? done : moved;
            }

            done += moved.Value;
            if (!call.Charge(moved.Value / BytesPerTick) || moved.Value < part.Length || done == bytes.Length)
            {
                return done;
            }
        }
    }

    private int List(string path)
    {
        var opened = Files.Open(null, path, OpenFlags.Directory, 0);
        if (!opened.Ok)
        {
            return Answer(opened.Error);
        }

        var folder = opened.Value.Share();
        try
        {
            var entries = folder is OpenDirectory directory ? directory.Entries(process.Account(call.Memory)) : Errno.NotDirectory;
            if (!entries.Ok)
            {
                return Answer(entries.Error);
            }

            if (!call.Charge(entries.Value.Count * 100L))
            {
                return 0;
            }

            var text = new StringBuilder("/");
            foreach (var entry in entries.Value.Skip(2))
            {
                text.Append('\0').Append((int)entry.Kind).Append(' ').Append(ByteString.ToText(entry.Name));
            }

            return heap.NewString(text.ToString());
        }
        finally
        {
            folder.Release();
        }
    }

    private delegate Result<int> Mover(Span<byte> bytes, long position);
}

using Capsule.Guests.FileSystem;

namespace Capsule.Guests.Tests.FileSystem.Oracle;

/// <summary>Asks the virtual file system, with the checks that the system-call layer makes.</summary>
/// <param name="files">The file system.</param>
/// <param name="end">Is called when nothing is asked any more.</param>
internal sealed class VirtualFiles(VirtualFileSystem files, Action? end = null) : IFiles, IDisposable
{
    private readonly OpenFile?[] slots = new OpenFile?[3];

    public void Dispose()
    {
        for (var slot = 0; slot < slots.Length; slot++)
        {
            Replace(slot, null);
        }

        end?.Invoke();
    }

    public string Open(int slot, At at, OpenFlags flags, uint mode) => Answer.Of(In(at, start =>
    {
        var opened = files.Open(start, at.Path, flags, mode);
        if (opened.Ok)
        {
            Replace(slot, opened.Value);
        }

        return opened.Error;
    }));

    public string Close(int slot)
    {
        var error = slots[slot] is null ? Errno.BadDescriptor : Errno.Success;
        Replace(slot, null);
        return Answer.Of(error);
    }

    public string Duplicate(int slot, int into)
    {
        if (slots[slot] is not { } file)
        {
            return Answer.Of(Errno.BadDescriptor);
        }

        Replace(into, file);
        return Answer.Of(Errno.Success);
    }

    public string Read(int slot, int count, long? position)
    {
        if (slots[slot] is not { CanRead: true } file)
        {
            return Answer.Of(Errno.BadDescriptor);
        }

        var bytes = new byte[count];
        var read = file.Read(bytes, position ?? file.Position);
        file.Position += position is null && read.Ok ? read.Value : 0;
        return read.Ok ? Answer.OfBytes(bytes.AsSpan(0, read.Value)) : Answer.Of(read.Error);
    }

    public string Write(int slot, byte[] bytes, long? position)
    {
        if (slots[slot] is not { CanWrite: true } file)
        {
            return Answer.Of(Errno.BadDescriptor);
        }

        // POSIX writes where it is told, and so does the system-call layer; Linux appends even then.
        var start = file.Flags.HasFlag(OpenFlags.Append) ? file.Stat().Size : position ?? file.Position;
        var written = file.Write(bytes, start);
        if (written.Ok && position is null && !bytes.AsSpan().IsEmpty)
        {
            file.Position = start + written.Value;
        }

        return written.Ok ? $"wrote {written.Value}" : Answer.Of(written.Error);
    }

    public string Resize(int slot, long length) => Answer.Of(
        slots[slot] is not { } file || file is OpenPath ? Errno.BadDescriptor
        : !file.CanWrite ? Errno.Invalid
        : file.Truncate(length));

    public string Resize(string path, long length) => Answer.Of(files.Truncate(path, length));

    public string Stat(int slot) =>
        slots[slot] is { } file ? OfStat(file.Stat()) : Answer.Of(Errno.BadDescriptor);

    public string Stat(At at, bool follow) =>
        Find(at, start => files.Find(start, at.Path, follow), node => OfStat(node.Stat()));

    public string SetMode(int slot, uint mode) =>
        Answer.Of(slots[slot] is { } file ? file.SetPermissions(mode) : Errno.BadDescriptor);

    public string SetMode(At at, uint mode) => Answer.Of(In(
        at, start => files.Change(start, at.Path, follow: true, node => node.SetPermissions(mode))));

    public string Access(At at, uint wanted) => Answer.Of(In(at, start => files.CheckAccess(start, at.Path, wanted)));

    public string List(At at) => Find(
        at,
        start =>
        {
            var opened = files.Open(start, at.Path, OpenFlags.Directory, 0);
            if (!opened.Ok)
            {
                return opened.Error;
            }

            var directory = (OpenDirectory)opened.Value.Share();
            var entries = directory.Entries();
            directory.Release();
            return entries;
        },
        entries => Answer.OfEntries(entries.Select(entry => (entry.Name, (uint)entry.Kind >> 12))));

    public string MakeDirectory(At at, uint mode) =>
        Answer.Of(In(at, start => files.MakeDirectory(start, at.Path, mode)));

    public string MakeLink(string target, At at) =>
        Answer.Of(In(
            IsRefused(target) ? at with { Slot = null } : at, start => files.MakeSymlink(start, at.Path, target)));

    public string ReadLink(At at) => Find(at, start => files.ReadLink(start, at.Path), Answer.Quote);

    public string RemoveFile(At at) => Answer.Of(In(at, start => files.RemoveFile(start, at.Path)));

    public string RemoveDirectory(At at) => Answer.Of(In(at, start => files.RemoveDirectory(start, at.Path)));

    public string Rename(At from, At to) => Answer.Of(In(
        from, start => In(to, newStart => files.Rename(start, from.Path, newStart, to.Path))));

    public string Link(At from, At to) => Answer.Of(In(
        from, start => In(to, newStart => files.Link(start, from.Path, follow: false, newStart, to.Path))));

    public string ChangeDirectory(string path) => Answer.Of(files.ChangeDirectory(null, path));

    public string ChangeDirectory(int slot) => Answer.Of(
        slots[slot] is not { } file ? Errno.BadDescriptor
        : file.Directory is { } directory ? files.ChangeDirectory(directory)
        : Errno.NotDirectory);

    public string CurrentDirectory()
    {
        var path = files.CurrentDirectory;
        return path.Ok ? Answer.Quote(path.Value) : Answer.Of(path.Error);
    }

    private static string OfStat(FileStat stat) =>
        Answer.OfStat((uint)stat.Kind | stat.Permissions, (ulong)stat.Size, stat.Links);

    private static bool IsRefused(string path) => path.Length is 0 or > 4095;

    private string Find<T>(At at, Func<DirectoryPath?, Result<T>> find, Func<T, string> write)
    {
        var answer = "";
        var error = In(at, start =>
        {
            var found = find(start);
            answer = found.Ok ? write(found.Value) : "";
            return found.Error;
        });
        return error == Errno.Success ? answer : Answer.Of(error);
    }

    /// <summary>Absolute paths need no directory; long ones are refused before it is looked at.</summary>
    private Errno In(At at, Func<DirectoryPath?, Errno> operate) =>
        at.Slot is not { } slot || IsRefused(at.Path) || at.Path.StartsWith('/') ? operate(null)
        : slots[slot] is not { } file ? Errno.BadDescriptor
        : file.Directory is { } directory ? operate(directory)
        : Errno.NotDirectory;

    private void Replace(int slot, OpenFile? file)
    {
        file?.Share();
        slots[slot]?.Release();
        slots[slot] = file;
    }
}

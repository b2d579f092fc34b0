using System.Text;
using Capsule.Guests.FileSystem.Host;
using Microsoft.Win32.SafeHandles;

namespace Capsule.Guests.FileSystem.Overlay;

/// <summary>
/// What an overlay remembers of the names in one of its directories, in the folder <c>.capsule</c> there, which no guest sees:
/// <c>hidden/NAME</c>, that nothing of the covered folder shows through under that name; <c>base/NAME</c>, what was there
/// (<see cref="LowerState"/>). They lie beside what they are about, so that they move along with it.
/// </summary>
internal static unsafe class OverlayMarks
{
    private const string Hidden = HostNames.Hidden + "/hidden";
    private const string Base = HostNames.Hidden + "/base";
    private const string New = HostNames.Hidden + "/new";
    private const uint FolderMode = 0x1c0; // rwx------
    private const uint FileMode = 0x180; // rw-------

    /// <summary>Whether nothing of the covered folder shows through under a name.</summary>
    internal static Result<bool> IsHidden(HostDirectory upper, string name) =>
        HiddenSince(upper, name) is var since && since.Ok ? since.Value is not null : since.Error;

    /// <summary>Since when nothing shows through under a name, by the clock of the file system: nanoseconds since 1970; null where something may.</summary>
    internal static Result<long?> HiddenSince(HostDirectory upper, string name) =>
        upper.At(place => HostStat.Of(place.Handle, $"{Hidden}/{name}") switch
        {
            { Ok: true, Value: var found } => new Result<long?>(found.Times.Changed, Errno.Success),
            { Error: Errno.NoEntry or Errno.NotDirectory } => new Result<long?>(null, Errno.Success),
            { Error: var error } => error,
        });

    /// <summary>Lets nothing of the covered folder show through under a name.</summary>
    internal static Errno Hide(HostDirectory upper, string name) => Add(upper, Hidden, name, "");

    /// <summary>Keeps what was under a name, unless that is kept already.</summary>
    internal static Errno Remember(HostDirectory upper, string name, LowerState state) => Add(upper, Base, name, state.ToString());

    /// <summary>What was under a name, or null where that was not kept; <see cref="Errno.InputOutput"/> where it cannot be read.</summary>
    internal static Result<LowerState?> Recall(HostDirectory upper, string name) => upper.At(place =>
    {
        var opened = HostOpen.File(place.Handle, $"{Base}/{name}", HostOpen.ReadOnly | HostOpen.NonBlocking);
        if (!opened.Ok)
        {
            return opened.Error is Errno.NoEntry or Errno.NotDirectory ? new Result<LowerState?>(null, Errno.Success) : opened.Error;
        }

        using var file = opened.Value;
        var bytes = stackalloc byte[LowerState.MaxLength];
        var length = Libc.pread(file, bytes, LowerState.MaxLength, 0);
        return length > 0 && LowerState.Parse(Encoding.ASCII.GetString(bytes, (int)length)) is { } state
            ? new Result<LowerState?>(state, Errno.Success)
            : Errno.InputOutput;
    });

    /// <summary>The names that are hidden.</summary>
    internal static Result<Listing> ListHidden(HostDirectory upper) => upper.At(place =>
    {
        var opened = HostOpen.File(place.Handle, Hidden, HostOpen.Place);
        if (!opened.Ok)
        {
            return opened.Error is Errno.NoEntry or Errno.NotDirectory ? new Listing([]) : opened.Error;
        }

        using var folder = new HostPlace(opened.Value, isOwned: true);
        return HostListing.Read(upper, folder, new Dictionary<string, Node>());
    });

    /// <summary>Forgets all that is remembered in a directory, which is to be removed.</summary>
    internal static Errno Clear(HostDirectory upper) => upper.At(place =>
    {
        foreach (var folder in new[] { Hidden, Base, New })
        {
            if (Clear(upper, place, folder) is var error and not (Errno.Success or Errno.NoEntry))
            {
                return error;
            }
        }

        return Remove(place.Handle, HostNames.Hidden, Libc.RemoveDirectory) is var last and not Errno.NoEntry ? last : Errno.Success;
    });

    /// <summary>Makes a name of a file that nobody sees yet, below the folder of all changes.</summary>
    internal static Result<string> NewFile(OverlayVolume volume)
    {
        var root = volume.Upper.RootHandle;
        var error = MakeFolder(root, HostNames.Hidden) is var first and not Errno.Success ? first : MakeFolder(root, New);
        return error == Errno.Success ? $"{New}/{Guid.NewGuid():N}" : error;
    }

    /// <summary>
    /// Does something in a directory whose permissions may forbid to write there, though not to the overlay: a file in it may be
    /// changed, which copies it there.
    /// </summary>
    internal static Errno Modify(HostDirectory upper, Func<HostPlace, Errno> change) => upper.At(place =>
    {
        const uint needed = (Access.Write | Access.Execute) << 6;
        var stat = HostStat.Of(place.Handle);
        if (HostAccess.IsRoot || !stat.Ok || (stat.Value.Mode & needed) == needed)
        {
            return change(place);
        }

        var own = HostNames.ToBytes(".");
        var lifted = HostErrors.Check(Libc.fchmodat(place.Handle, own, stat.Value.Mode | needed, 0));
        if (lifted != Errno.Success)
        {
            return lifted;
        }

        var error = change(place);
        _ = Libc.fchmodat(place.Handle, own, stat.Value.Mode, 0);
        return error;
    });

    private static Errno Add(HostDirectory upper, string folder, string name, string contents) => Modify(upper, place =>
    {
        if (HostStat.Of(place.Handle, $"{folder}/{name}").Ok)
        {
            return Errno.Success;
        }

        var budget = upper.Volume.Usage.Budget;
        if (!budget.TryCreate())
        {
            return Errno.NoSpace;
        }

        var error = MakeFolder(place.Handle, HostNames.Hidden) is var first and not Errno.Success ? first
            : MakeFolder(place.Handle, folder) is var second and not Errno.Success ? second
            : Write(place.Handle, $"{folder}/{name}", Encoding.ASCII.GetBytes(contents));
        if (error != Errno.Success)
        {
            budget.RevokeCreated();
        }

        return error == Errno.Exists ? Errno.Success : error;
    });

    /// <remarks>
    /// A process that dies here leaves half a record, which cannot be read: then the file counts as changed by others, and nothing is lost.
    /// </remarks>
    private static Errno Write(SafeFileHandle place, string path, byte[] contents)
    {
        var opened = HostOpen.File(place, path, HostOpen.WriteOnly | HostOpen.CreateNew, FileMode);
        if (!opened.Ok)
        {
            return opened.Error;
        }

        using var file = opened.Value;
        fixed (byte* bytes = contents)
        {
            return contents.Length == 0 || Libc.pwrite(file, bytes, contents.Length, 0) == contents.Length ? Errno.Success : Errno.NoSpace;
        }
    }

    private static Errno MakeFolder(SafeFileHandle place, string path) =>
        HostErrors.Check(Libc.mkdirat(place, HostNames.ToBytes(path), FolderMode)) is var error and not Errno.Exists ? error : Errno.Success;

    private static Errno Clear(HostDirectory upper, HostPlace place, string path)
    {
        var opened = HostOpen.File(place.Handle, path, HostOpen.Place);
        if (!opened.Ok)
        {
            return opened.Error;
        }

        using var folder = new HostPlace(opened.Value, isOwned: true);
        var listed = HostListing.Read(upper, folder, new Dictionary<string, Node>());
        if (!listed.Ok)
        {
            return listed.Error;
        }

        using var listing = listed.Value;
        foreach (var entry in listing.Entries)
        {
            if (Remove(folder.Handle, entry.Name, 0) is var error and not (Errno.Success or Errno.NoEntry))
            {
                return error;
            }
        }

        return Remove(place.Handle, path, Libc.RemoveDirectory);
    }

    private static Errno Remove(SafeFileHandle place, string path, int flags) =>
        HostErrors.Check(Libc.unlinkat(place, HostNames.ToBytes(path), flags));
}

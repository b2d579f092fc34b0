using Capsule.Guests.FileSystem.Host;

namespace Capsule.Guests.FileSystem.Overlay;

/// <content>Copying what is below before it is changed.</content>
internal sealed partial class OverlayDirectory
{
    /// <summary>Makes the directory above, and those that lead to it, as they are below.</summary>
    private Errno MakeUpper()
    {
        if (upper is not null || IsRemoved || !volume.Upper.IsWritable)
        {
            return IsRemoved ? Errno.NoEntry : volume.Upper.IsWritable ? Errno.Success : Errno.ReadOnly;
        }

        var missing = new Stack<OverlayDirectory>();
        for (var at = this; at.upper is null; at = at.parent!)
        {
            missing.Push(at);
        }

        foreach (var directory in missing)
        {
            if (directory.MakeUpperHere() is var error and not Errno.Success)
            {
                return error;
            }
        }

        return Errno.Success;
    }

    private Errno MakeUpperHere()
    {
        var (above, stat) = (parent!.upper!, lower!.Stat());
        var budget = volume.Upper.Usage.Budget;
        if (!budget.TryCreate())
        {
            return Errno.NoSpace;
        }

        var before = above.Stat().Times;
        var error = OverlayMarks.Modify(above, place => HostErrors.Check(
            Libc.mkdirat(place.Handle, HostNames.ToBytes(name), stat.Permissions & HostStat.SafeBits)));
        if (error is not (Errno.Success or Errno.Exists))
        {
            budget.RevokeCreated();
            return error;
        }

        // Another sandbox that makes it at the same time makes the same.
        var made = above.Lookup(name);
        if (made.Value is not HostDirectory directory)
        {
            return made.Ok ? Errno.NotDirectory : made.Error;
        }

        upper = directory;
        if (error == Errno.Exists)
        {
            budget.RevokeCreated();
            return Errno.Success;
        }

        // The process's own mask may have taken bits away.
        error = directory.SetPermissions(stat.Permissions);
        _ = directory.SetTimes(stat.Times.Accessed, stat.Times.Modified);
        _ = above.SetTimes(before.Accessed, before.Modified);
        return error;
    }

    /// <summary>Copies a file or a link, which the overlay has only below; a file is empty where its contents are not wanted.</summary>
    private Errno CopyUp(string name, Node node, bool withContents)
    {
        var error = MakeUpper();
        if (error != Errno.Success)
        {
            return error;
        }

        var before = upper!.Stat().Times;
        error = node switch
        {
            LowerFile file => CopyFile(name, file, withContents),
            HostSymlink link => CopyLink(name, link),
            _ => Errno.CrossDevice, // pipes and devices cannot be copied
        };
        _ = upper.SetTimes(before.Accessed, before.Modified);
        return error;
    }

    private Errno CopyLink(string name, HostSymlink link)
    {
        var (stat, target) = (link.Stat(), link.ReadTarget());
        var error = !target.Ok ? target.Error
            : RememberBelow(name) is var refusal and not Errno.Success ? refusal
            : OverlayMarks.Modify(upper!, _ => upper!.CreateSymlink(name, target.Value));
        return error is not (Errno.Success or Errno.Exists) ? error
            : upper!.Lookup(name).Value is HostSymlink copy ? copy.SetTimes(stat.Times.Accessed, stat.Times.Modified)
            : Errno.Success;
    }

    /// <summary>Copies a file to where nobody sees it, and gives it its name when it is complete.</summary>
    private Errno CopyFile(string name, LowerFile file, bool withContents)
    {
        var usage = volume.Upper.Usage;
        var state = lower!.At(place => HostStat.Of(place.Handle, name));
        if (!state.Ok)
        {
            return state.Error;
        }

        if (withContents && state.Value.Size > usage.Space.FreeBytes || !usage.Budget.TryCreate())
        {
            return Errno.NoSpace;
        }

        var copy = FileCopy.Make(volume, file, withContents);
        var error = copy.Error;
        if (copy.Ok)
        {
            var (path, hash) = copy.Value;
            error = OverlayMarks.Remember(upper!, name, LowerState.Of(state.Value, hash)) is var refusal and not Errno.Success ? refusal
                : OverlayMarks.Modify(upper!, place => HostErrors.Check(Libc.linkat(
                    volume.Upper.RootHandle, HostNames.ToBytes(path), place.Handle, HostNames.ToBytes(name), 0)));
            FileCopy.Forget(volume, path);
        }

        if (error != Errno.Success)
        {
            usage.Budget.RevokeCreated();
        }

        // Another sandbox was faster, and may have changed its copy already.
        return error == Errno.Exists ? Errno.Success : error;
    }

    /// <summary>Copies all that is below, here and in all directories, before they are moved away from it.</summary>
    private Errno CopyTree()
    {
        var left = new Stack<OverlayDirectory>([this]);
        while (left.TryPop(out var directory))
        {
            var error = directory.MakeUpper() is var unmade and not Errno.Success ? unmade : directory.CopyEntries(left);
            if (error != Errno.Success)
            {
                return error;
            }
        }

        return Errno.Success;
    }

    private Errno CopyEntries(Stack<OverlayDirectory> left)
    {
        var listed = lower is null ? new Listing([]) : List();
        if (!listed.Ok)
        {
            return listed.Error;
        }

        using var listing = listed.Value;
        foreach (var entry in listing.Entries)
        {
            var found = Find(entry.Name);
            var error = !found.Ok ? found.Error
                : !volume.MayGoOn() ? Errno.Interrupted
                : found.Value is DirectoryNode || IsInUpper(entry.Name) ? Errno.Success
                : CopyUp(entry.Name, found.Value, withContents: true);
            if (error != Errno.Success)
            {
                return error;
            }

            if (found.Value is OverlayDirectory below)
            {
                left.Push(below);
            }
        }

        return Errno.Success;
    }
}

using Capsule.Guests.FileSystem.Host;

namespace Capsule.Guests.FileSystem.Overlay;

/// <content>Changes, all of which are made in the upper folder.</content>
/// <remarks>
/// The order of steps matters where a process may die between two: a name that is hidden below before it is there above would be lost; the
/// other way round, it shows what is above.
/// </remarks>
internal sealed partial class OverlayDirectory
{
    internal override Result<OpenFile> Create(string name, uint permissions, OpenFlags flags) =>
        MakeUpper() is var error and not Errno.Success ? error : upper!.Create(name, permissions, flags);

    /// <summary>A new directory covers what is, or will be, below.</summary>
    internal override Errno CreateDirectory(string name, uint permissions) =>
        MakeUpper() is var error and not Errno.Success ? error
        : HostNames.IsHidden(name) ? Errno.AccessDenied
        : OverlayMarks.Hide(upper!, name) is var refusal and not Errno.Success ? refusal
        : upper!.CreateDirectory(name, permissions);

    internal override Errno CreateSymlink(string name, string target) =>
        MakeUpper() is var error and not Errno.Success ? error : upper!.CreateSymlink(name, target);

    internal override Errno CreateLink(string name, DirectoryNode source, string sourceName) =>
        source is not OverlayDirectory from || from.volume != volume ? Errno.CrossDevice
        : MakeUpper() is var error and not Errno.Success ? error
        : from.upper is { } place && from.IsInUpper(sourceName) ? upper!.CreateLink(name, place, sourceName)
        : Errno.NotPermitted;

    internal override Errno RemoveFile(string name)
    {
        var found = Find(name);
        return !found.Ok ? found.Error
            : found.Value is DirectoryNode ? Errno.IsDirectory
            : Conceal(name) is var error and not Errno.Success ? error
            : IsInUpper(name) ? upper!.RemoveFile(name)
            : Errno.Success;
    }

    internal override Errno RemoveDirectory(string name)
    {
        var found = Find(name);
        if (!found.Ok || found.Value is not OverlayDirectory directory)
        {
            return found.Ok ? Errno.NotDirectory : found.Error;
        }

        var error = directory.CheckEmpty() is var full and not Errno.Success ? full
            : Conceal(name) is var refusal and not Errno.Success ? refusal
            : Errno.Success;
        if (error != Errno.Success)
        {
            return error;
        }

        var status = directory.Stat();
        if (directory.upper is { } own)
        {
            error = OverlayMarks.Clear(own) is var kept and not Errno.Success ? kept : upper!.RemoveDirectory(name);
        }

        if (error == Errno.Success)
        {
            children.Take(name);
            directory.last = status;
        }

        return error;
    }

    internal override Errno Rename(string name, DirectoryNode target, string newName)
    {
        if (target is not OverlayDirectory into || into.volume != volume)
        {
            return Errno.CrossDevice;
        }

        var found = Find(name);
        var error = !found.Ok ? found.Error
            : HostNames.IsHidden(newName) ? Errno.AccessDenied
            : into.MakeUpper() is var unmade and not Errno.Success ? unmade
            : found.Value is OverlayDirectory moved ? moved.CopyTree()
            : IsInUpper(name) ? Errno.Success
            : CopyUp(name, found.Value, withContents: true);
        error = error != Errno.Success ? error
            : found.Value is OverlayDirectory ? into.MakeWay(newName)
            : into.RememberBelow(newName);
        error = error != Errno.Success ? error
            : Conceal(name) is var refusal and not Errno.Success ? refusal
            : upper!.Rename(name, into.upper!, newName);
        if (error == Errno.Success && found.Value is OverlayDirectory directory)
        {
            children.Take(name);
            (directory.parent, directory.name) = (into, newName);
            directory.Uncover();
            into.children.Add(newName, directory);
        }

        return error;
    }

    internal override Errno SetPermissions(uint permissions)
    {
        if (last is { } status)
        {
            last = status with { Permissions = permissions & HostStat.SafeBits };
            return Errno.Success;
        }

        return MakeUpper() is var error and not Errno.Success ? error : upper!.SetPermissions(permissions);
    }

    internal override Errno SetTimes(long? accessed, long? modified) =>
        IsRemoved ? Errno.Success
        : MakeUpper() is var error and not Errno.Success ? error
        : upper!.SetTimes(accessed, modified);

    private Errno CheckEmpty()
    {
        var listed = List();
        if (!listed.Ok)
        {
            return listed.Error;
        }

        using var listing = listed.Value;
        return listing.Entries.Count == 0 ? Errno.Success : Errno.NotEmpty;
    }

    /// <summary>Removes the empty directory that another one replaces, and lets nothing show through it.</summary>
    private Errno MakeWay(string name)
    {
        var found = Find(name);
        return found.Ok && RemoveDirectory(name) is var error and not Errno.Success ? error
            : found.Error is not (Errno.Success or Errno.NoEntry) ? found.Error
            : OverlayMarks.Hide(upper!, name);
    }

    /// <summary>Keeps what shows through under a name, if something does, and hides it.</summary>
    private Errno Conceal(string name)
    {
        var below = FindBelow(name);
        return !below.Ok ? below.Error == Errno.NoEntry ? Errno.Success : below.Error
            : MakeUpper() is var unmade and not Errno.Success ? unmade
            : RememberBelow(name) is var error and not Errno.Success ? error
            : OverlayMarks.Hide(upper!, name);
    }

    private Errno RememberBelow(string name)
    {
        var below = FindBelow(name);
        if (!below.Ok)
        {
            return below.Error == Errno.NoEntry ? Errno.Success : below.Error;
        }

        var state = lower!.At(place => HostStat.Of(place.Handle, name));
        return !state.Ok ? state.Error : OverlayMarks.Remember(upper!, name, LowerState.Of(state.Value));
    }

    /// <summary>Nothing is below any more, here and in all directories that somebody holds in this one.</summary>
    /// <remarks>Threat: directories may be nested by ten thousands; recursion would overflow the host's stack.</remarks>
    private void Uncover()
    {
        var held = new Stack<OverlayDirectory>([this]);
        while (held.TryPop(out var directory))
        {
            directory.lower = null;
            foreach (var child in directory.children.All)
            {
                held.Push(child);
            }
        }
    }
}

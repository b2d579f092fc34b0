namespace Capsule.Guests.FileSystem.Host;

/// <content>What is asked before something is changed, and what is noted afterwards.</content>
internal sealed partial class HostDirectory
{
    private Errno New(string name, Func<HostPlace, Errno> create) => New(name, place =>
        create(place) is var error && error == Errno.Success ? new Result<bool>(true, error) : error).Error;

    private Result<T> New<T>(string name, Func<HostPlace, Result<T>> create)
    {
        var budget = volume.Usage.Budget;
        var refusal = !volume.IsWritable ? Errno.ReadOnly
            : HostNames.IsHidden(name) ? Errno.AccessDenied
            : !budget.TryCreate() ? Errno.NoSpace
            : Errno.Success;
        if (refusal != Errno.Success)
        {
            return refusal;
        }

        var created = At(create);
        if (!created.Ok)
        {
            budget.RevokeCreated();
        }

        return created;
    }

    private Errno Change(string name, Func<HostPlace, Errno> change) =>
        !volume.IsWritable ? Errno.ReadOnly
        : HostNames.IsHidden(name) ? Errno.NoEntry
        : children.IsFixed(name) ? Errno.Busy
        : At(change);

    /// <summary>The directory by its name in the one above, for changes that need no right to enter it.</summary>
    private Errno AtName(Func<HostPlace, string, Errno> change) =>
        parent is not { } above || isRemoved ? At(place => change(place, "."))
        : above.At(place => HostStat.Of(place.Handle, name) is { Ok: true } found && found.Value.Identity == stat.Identity
            ? change(place, name)
            : Errno.NoEntry);

    private void Move(string name, HostDirectory into, string newName)
    {
        volume.Moves++;
        var moved = children.Take(name);
        into.children.Take(newName)?.MarkRemoved();
        if (moved is not null)
        {
            (moved.parent, moved.name) = (into, newName);
            into.children.Add(newName, moved);
        }
    }

    private void MarkRemoved() => isRemoved = true;
}

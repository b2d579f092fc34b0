namespace Capsule.Guests.FileSystem.Memory;

/// <content>Symbolic and hard links.</content>
internal sealed partial class MemoryDirectory
{
    internal override Errno CreateSymlink(string name, string target)
    {
        if (!volume.Quota.TryReserve(target.Length))
        {
            return Errno.NoSpace;
        }

        var error = Add(name, () => new MemorySymlink(volume, target));
        if (error != Errno.Success)
        {
            volume.Quota.Release(target.Length);
        }

        return error;
    }

    internal override Errno CreateLink(string name, DirectoryNode source, string sourceName)
    {
        if (source is not MemoryDirectory from || from.volume != volume)
        {
            return Errno.CrossDevice;
        }

        var found = from.Lookup(sourceName);
        return !found.Ok ? found.Error : found.Value switch
        {
            MemoryFile file => Add(name, file.AddLink),
            MemorySymlink link => Add(name, link.AddLink),
            _ => Errno.NotPermitted,
        };
    }
}

namespace Capsule.Guests.FileSystem;

/// <summary>A directory that no guest changes.</summary>
internal abstract class FixedDirectory : DirectoryNode
{
    internal override Result<OpenFile> Create(string name, uint permissions, OpenFlags flags) => Errno.AccessDenied;

    internal override Errno CreateDirectory(string name, uint permissions) => Errno.AccessDenied;

    internal override Errno CreateSymlink(string name, string target) => Errno.AccessDenied;

    internal override Errno CreateLink(string name, DirectoryNode source, string sourceName) => Errno.AccessDenied;

    internal override Errno RemoveFile(string name) => Errno.AccessDenied;

    internal override Errno RemoveDirectory(string name) => Errno.AccessDenied;

    internal override Errno Rename(string name, DirectoryNode target, string newName) => Errno.AccessDenied;

    internal override Errno SetPermissions(uint permissions) => Errno.NotPermitted;

    internal override Errno SetTimes(long? accessed, long? modified) => Errno.NotPermitted;
}

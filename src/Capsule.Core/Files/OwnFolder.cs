using System.Globalization;

namespace Capsule.Files;

/// <summary>A folder that holds what this user trusts: it belongs to the user, and nobody else can change or exchange it.</summary>
/// <remarks>
/// Threat: what lies in the cache is native code. Whoever else can write there, or can exchange the folder or one above it for
/// another, would have us run theirs. Root can do that in any case.
/// </remarks>
internal static class OwnFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const int GroupWrite = 0x10; // S_IWGRP
    private const int OtherWrite = 0x02; // S_IWOTH
    private const int OthersAll = 0x3f; // S_IRWXG, S_IRWXO
    private const int LinkLimit = 40;
    private const uint Root = 0;

    /// <summary>Makes the folder where there is none, and sees that nobody else can read or change it.</summary>
    /// <exception cref="IOException">It cannot be made, or others could change it or exchange it.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be made.</exception>
    internal static void Ensure(string path)
    {
        Check(path);
        Directory.CreateDirectory(path, OwnerOnly);
        Check(path);
        if (FileStatus.Of(path) is { } status && (status.Mode & OthersAll) != 0)
        {
            File.SetUnixFileMode(path, OwnerOnly);
        }
    }

    /// <summary>Checks the folder, as far as it exists.</summary>
    /// <exception cref="IOException">Others could change it or exchange it.</exception>
    internal static void Check(string path)
    {
        if (WhyUnsafe(path, mayBeOfRoot: false) is { } failure)
        {
            throw failure;
        }
    }

    /// <summary>Checks a folder that root may have made for all users, as far as it exists.</summary>
    /// <exception cref="IOException">Somebody else than root and this user could change it or exchange it.</exception>
    internal static void CheckShared(string path)
    {
        if (WhyUnsafe(path, mayBeOfRoot: true) is { } failure)
        {
            throw failure;
        }
    }

    /// <summary>Whether nobody but root and this user can change a file.</summary>
    internal static bool IsShared(FileStatus file) => file.IsFile && IsTrusted(file.User) && !IsWritableByOthers(file);

    /// <summary>Whether a file belongs to this user, has no other name, and can be written by nobody else.</summary>
    internal static bool IsOwn(FileStatus file) =>
        file.IsFile && file.User == LibC.EffectiveUser && file.Links == 1 && !IsWritableByOthers(file);

    /// <summary>Goes to the folder from the root, link by link, as the kernel does, and looks at every folder on the way.</summary>
    private static IOException? WhyUnsafe(string path, bool mayBeOfRoot)
    {
        var rest = new Stack<string>(Names(Path.GetFullPath(path)).Reverse());
        var (at, links) = ("/", 0);
        if (WhyUnsafe(at, FileStatus.Of(at), isLast: rest.Count == 0, mayBeOfRoot) is { } root)
        {
            return root;
        }

        while (rest.TryPop(out var name))
        {
            if (name == "..")
            {
                at = Path.GetDirectoryName(at) ?? "/";
                continue;
            }

            var next = Path.Combine(at, name);
            if (FileStatus.Of(next, isLinkFollowed: false) is not { } status)
            {
                return null;
            }

            if (status.IsLink)
            {
                if (!IsTrusted(status.User) || ++links > LinkLimit || new FileInfo(next).LinkTarget is not { } target)
                {
                    return new IOException($"{next} is a symbolic link that belongs to another user, or one of too many");
                }

                at = Path.IsPathRooted(target) ? "/" : at;
                Array.ForEach([.. Names(target).Reverse()], rest.Push);
                continue;
            }

            if (WhyUnsafe(next, status, isLast: rest.Count == 0, mayBeOfRoot) is { } reason)
            {
                return reason;
            }

            at = next;
        }

        return null;
    }

    private static IOException? WhyUnsafe(string path, FileStatus? found, bool isLast, bool mayBeOfRoot)
    {
        if (found is not { IsFolder: true } status)
        {
            return new ForeignFolderException($"{path} is not a folder");
        }

        if (isLast && !mayBeOfRoot ? status.User != LibC.EffectiveUser : !IsTrusted(status.User))
        {
            return new ForeignFolderException(string.Create(
                CultureInfo.InvariantCulture,
                $"{path} belongs to user {status.User}, and this process runs as user {LibC.EffectiveUser}: use a folder of this user"));
        }

        return IsWritableByOthers(status) && (isLast || !status.IsSticky)
            ? new IOException(
                $"other users can write to {path}, and could have put something there: remove what is in it that you did not put there, "
                + $"and take away their permission: chmod go-w '{path}'")
            : null;
    }

    private static string[] Names(string path) =>
        [.. path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(name => name != ".")];

    /// <summary>Whether an owner of a folder above cannot be an enemy: this user, or root.</summary>
    private static bool IsTrusted(uint user) =>
        user == LibC.EffectiveUser || user == Root || (user == UserNamespace.Overflow && UserNamespace.IsOwn);

    /// <summary>A user's private group, which has the user's number, has nobody else in it.</summary>
    private static bool IsWritableByOthers(FileStatus status) =>
        (status.Mode & OtherWrite) != 0
        || ((status.Mode & GroupWrite) != 0 && !(status.Group == LibC.EffectiveGroup && status.Group == LibC.EffectiveUser));
}

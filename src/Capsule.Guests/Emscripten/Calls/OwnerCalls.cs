using Capsule.Guests.FileSystem;

namespace Capsule.Guests.Emscripten.Calls;

/// <summary>Users and groups: there is one of each, which owns everything.</summary>
internal static class OwnerCalls
{
    internal static IReadOnlyList<SystemCall> All =>
    [
        SystemCall.Env("__syscall_getuid32_js", ":i", _ => (int)FileStat.Owner),
        SystemCall.Env("__syscall_umask_js", "i:i", SetMask),
        SystemCall.Kernel("fchown32", "iii", a => -(int)Check(a.File(0) is null ? Errno.BadDescriptor : Errno.Success, a[1], a[2])),
    ];

    /// <summary>Nobody but root may give files away; giving them to oneself changes nothing.</summary>
    internal static Errno Check<T>(Result<T> found, int user, int group) => Check(found.Error, user, group);

    private static Errno Check(Errno found, int user, int group) =>
        found != Errno.Success ? found
        : IsOwn(user) && IsOwn(group) ? Errno.Success
        : Errno.NotPermitted;

    private static bool IsOwn(int id) => id is -1 or (int)FileStat.Owner;

    private static int SetMask(Arguments arguments)
    {
        var files = arguments.Process.Files;
        var before = files.Mask;
        files.Mask = (uint)arguments[0] & 0x1ff;
        return (int)before;
    }
}

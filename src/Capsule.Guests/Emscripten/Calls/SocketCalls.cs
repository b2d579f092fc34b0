using Capsule.Guests.FileSystem;

namespace Capsule.Guests.Emscripten.Calls;

/// <summary>Sockets and names: there are none. Guests reach the network through the HTTP gate alone.</summary>
internal static class SocketCalls
{
    private const int NoSuchHost = -4; // EAI_FAIL
    private static readonly string[] Refused =
    [
        "accept4", "bind", "connect", "getpeername", "getsockname", "getsockopt", "listen", "recvfrom", "recvmsg",
        "sendmsg", "sendto", "socket",
    ];

    internal static IReadOnlyList<SystemCall> All =>
    [
        .. Refused.Select(name => SystemCall.Kernel(name, "iiiiii", _ => -(int)Errno.AccessDenied)),
        SystemCall.Env("getaddrinfo", "iiii:i", _ => NoSuchHost),
        SystemCall.Env("getnameinfo", "iiiiiii:i", _ => NoSuchHost),
        SystemCall.Env("getprotobyname", "i:i", _ => 0),
        SystemCall.Env("_emscripten_lookup_name", "i:i", _ => 0),

        // Pyodide asks its own socket layer first; "not handled" sends it on to the calls above.
        SystemCall.Env("_try_fcntl64", "iiii:i", _ => 0),
        SystemCall.Env("_try_shutdown", "iii:i", _ => 0),
        .. ((string[])["_maybe_connect_async", "_maybe_recvfrom_async", "_maybe_sendto_async", "_maybe_poll_async"])
            .Select(name => new SystemCall("env", name, "iii:r", call => call.ReturnNullReference())),
        SystemCall.Env("can_run_sync_js", ":i", _ => 0),
    ];
}

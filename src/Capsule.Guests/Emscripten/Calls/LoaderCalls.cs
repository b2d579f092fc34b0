using Capsule.Guests.Emscripten.Libraries;

namespace Capsule.Guests.Emscripten.Calls;

/// <summary>Libraries that the guest loads while it runs.</summary>
internal static class LoaderCalls
{
    internal static IReadOnlyList<SystemCall> All =>
    [
        SystemCall.Env("_dlopen_js", "i:i", arguments => new LibraryLoader(arguments.Call).Open(arguments.Address(0)) ? 1 : 0),
        SystemCall.Env("_dlsym_js", "iii:i", FindSymbol),
        new("capsule", "undefined", "ii:", call => new LibraryLoader(call).ReportUndefined(call.U32(0), call.I32(1))),
    ];

    private static int FindSymbol(Arguments arguments)
    {
        var name = arguments.Memory.CString(arguments.Address(1), LibraryLoader.LongestName, out var tooLong);
        return new LibraryLoader(arguments.Call).FindSymbol(
            arguments.Address(0), tooLong ? "" : System.Text.Encoding.UTF8.GetString(name));
    }
}

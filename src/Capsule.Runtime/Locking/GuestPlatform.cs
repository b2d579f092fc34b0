namespace Capsule.Runtime.Locking;

/// <summary>Which wheels run in the Python guest.</summary>
internal static class GuestPlatform
{
    /// <summary>The tags of platforms with compiled code, the best first (PEP 783).</summary>
    internal static IReadOnlyList<string> Tags { get; } = ["pyemscripten_2026_0_wasm32"];

    /// <summary>The marker of the environment that a lock file is for (PEP 751).</summary>
    internal const string Marker = "sys_platform == 'emscripten'";

    /// <summary>Whether the guest's Python can load a wheel; its file name says so (PEP 427, PEP 425).</summary>
    /// <param name="fileName"><c>name-version(-build)-python-abi-platform.whl</c>.</param>
    internal static bool CanLoad(string fileName)
    {
        if (!fileName.EndsWith(".whl", StringComparison.Ordinal) || fileName.Length > 250)
        {
            return false;
        }

        var parts = fileName[..^4].Split('-');
        return parts.Length is 5 or 6
            && parts[^1].Split('.').Any(platform => platform == "any" || Tags.Contains(platform))
            && fileName.All(c => char.IsAsciiLetterOrDigit(c) || "._-+!".Contains(c, StringComparison.Ordinal));
    }
}

using System.Diagnostics;

namespace Capsule.Runtime.Tests.Http;

/// <summary>Pure-Python packages, as Debian has them: fetched once for a checkout.</summary>
internal static class PythonPackages
{
    private static readonly Lazy<string> Usual = new(() => Fetch("python-packages"));
    private static readonly Lazy<string> Newer = new(() => Fetch("python-packages-newest", "forky"));

    /// <summary>requests, httpx and what they need, of the release that this machine has: a folder to be used as site-packages.</summary>
    internal static string Folder => Usual.Value;

    /// <summary>These and others, of a release that has newer ones.</summary>
    internal static string Newest => Newer.Value;

    private static string Fetch(string name, params string[] suite)
    {
        var folder = Path.Combine(Checkout.Root, "artifacts", name);
        if (Directory.Exists(folder))
        {
            return folder;
        }

        using var script = Process.Start(new ProcessStartInfo(Path.Combine(Checkout.Root, "eng", "python-packages.sh"), [folder, .. suite])
        {
            RedirectStandardError = true,
        })!;
        var error = script.StandardError.ReadToEnd();
        script.WaitForExit();
        return script.ExitCode == 0 ? folder : throw new InvalidOperationException(error);
    }
}

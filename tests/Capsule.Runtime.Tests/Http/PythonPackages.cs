using System.Diagnostics;

namespace Capsule.Runtime.Tests.Http;

/// <summary>requests, httpx and what they need, as Debian has them: fetched once for a checkout.</summary>
internal static class PythonPackages
{
    private static readonly Lazy<string> Fetched = new(Fetch);

    /// <summary>The folder, to be used as site-packages.</summary>
    internal static string Folder => Fetched.Value;

    private static string Fetch()
    {
        var folder = Path.Combine(Checkout.Root, "artifacts", "python-packages");
        if (Directory.Exists(folder))
        {
            return folder;
        }

        using var script = Process.Start(new ProcessStartInfo(Path.Combine(Checkout.Root, "eng", "python-packages.sh"), [folder])
        {
            RedirectStandardError = true,
        })!;
        var error = script.StandardError.ReadToEnd();
        script.WaitForExit();
        return script.ExitCode == 0 ? folder : throw new InvalidOperationException(error);
    }
}

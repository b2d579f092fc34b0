using System.Diagnostics;

namespace Capsule.Packages.Tests.Support;

/// <summary>A wheel of pip, of Debian's archive: fetched once for a checkout.</summary>
internal static class DebianPip
{
    private static readonly Lazy<string> Fetched = new(Fetch);

    internal static string Wheel => Fetched.Value;

    private static string Fetch()
    {
        var folder = Path.Combine(Checkout.Root, "artifacts", "pip-wheel");
        var script = Path.Combine(Checkout.Root, "eng", "python-packages.sh");
        using var process = Process.Start(new ProcessStartInfo(script, [folder, "forky", "python3-pip-whl"]) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? Directory.GetFiles(folder, "pip-*.whl").Single() : throw new InvalidOperationException(error);
    }
}

using System.Runtime.InteropServices;

namespace Capsule.Runtime.Execution;

/// <summary>
/// Sees that OpenSSL is there, which .NET takes its cryptography from. Without it .NET ends the process at the first hash, with a message that names
/// no package; containers of small distributions have none.
/// </summary>
internal static class OpenSsl
{
    /// <summary>What .NET looks for (its <c>opensslshim.c</c>), besides a version that this variable names.</summary>
    private const string OverrideVariable = "CLR_OPENSSL_VERSION_OVERRIDE";

    private static readonly string[] Versions = ["3", "1.1", "1.0.2", "1.0.0", "10"];

    /// <summary>The failure where it is missing, or null.</summary>
    internal static Failure? Check() => Check([.. Override(), .. Versions]);

    /// <summary>Looks for some versions; what is found stays loaded, for .NET loads it next.</summary>
    internal static Failure? Check(IEnumerable<string> versions) =>
        versions.Any(version => NativeLibrary.TryLoad($"libssl.so.{version}", out _))
            ? null
            : Failure.Config(
                "OpenSSL (libssl.so.3) is not installed, and Capsule takes its cryptography from it: install the package libssl3 (Debian, Ubuntu) "
                + "or openssl-libs (Fedora, RHEL)");

    private static string[] Override() =>
        Environment.GetEnvironmentVariable(OverrideVariable) is { Length: > 0 } version ? [version] : [];
}

namespace Capsule.Runtime.Locking;

/// <summary>One distribution of a lock.</summary>
/// <param name="Name">Its name in the normalised form.</param>
/// <param name="Version">Its version.</param>
/// <param name="Url">Where its wheel is, without a login.</param>
/// <param name="Sha256">The wheel's hash: 64 small hexadecimal digits.</param>
/// <param name="Dependencies">The names of what it requires.</param>
internal sealed record LockedPackage(string Name, string Version, Uri Url, string Sha256, IReadOnlyList<string> Dependencies)
{
    /// <summary>The wheel's file name.</summary>
    internal string FileName => Uri.UnescapeDataString(Url.Segments[^1]);

    /// <summary>Makes a package of what a resolver or a file says; null when that is none.</summary>
    internal static LockedPackage? Create(string? name, string? version, string? url, string? sha256, IReadOnlyList<string> dependencies) =>
        name is not null && PackageName.IsValid(name)
        && version is { Length: > 0 and <= 100 } && version.All(c => char.IsAsciiLetterOrDigit(c) || ".+!_-".Contains(c, StringComparison.Ordinal))
        && Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.OriginalString.Length <= 2000
        && sha256 is { Length: 64 } && sha256.All(c => char.IsAsciiDigit(c) || c is >= 'a' and <= 'f')
        && dependencies.All(PackageName.IsValid)
            ? new LockedPackage(
                PackageName.Normalize(name), version, WithoutLogin(address), sha256,
                [.. dependencies.Select(PackageName.Normalize).Order(StringComparer.Ordinal)])
            : null;

    private static Uri WithoutLogin(Uri address) =>
        address.UserInfo.Length == 0 && address.Fragment.Length == 0 ? address : new UriBuilder(address) { UserName = "", Password = "", Fragment = "" }.Uri;
}

using Capsule.Packages.Projects;
using Capsule.Runtime;
using Capsule.Runtime.Configuration;

namespace Capsule.Packages;

/// <summary>Installs Python packages for programs and sessions of a runtime.</summary>
public static class CapsulePackages
{
    /// <summary>
    /// Installs packages and what they require, and gives the folder that they are in, for <see cref="SessionOptions.SitePackages"/>. The same
    /// requirements have the same answer, at once, until the cache is cleared. Resolving, and reading what an index sends, happens in sandboxes;
    /// every file is checked by its hash before it is opened; nothing of a package is run on the host.
    /// </summary>
    /// <param name="runtime">The runtime, in whose cache the packages are kept.</param>
    /// <param name="requirements">What is required, as in PEP 508: <c>numpy&gt;=2</c>.</param>
    /// <param name="options">Where packages come from; null for the defaults.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="CapsuleException">A requirement is not valid, nothing meets them, or the index cannot be reached or gives something else than it said.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static async Task<string> InstallPackagesAsync(
        this CapsuleRuntime runtime,
        IReadOnlyList<string> requirements,
        PackageInstallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        (await runtime.TryInstallPackagesAsync(requirements, options, cancellationToken).ConfigureAwait(false)).OrThrow();

    /// <summary>Installs packages as <see cref="InstallPackagesAsync"/> does, and returns the failure instead of throwing it.</summary>
    /// <param name="runtime">The runtime, in whose cache the packages are kept.</param>
    /// <param name="requirements">What is required, as in PEP 508: <c>numpy&gt;=2</c>.</param>
    /// <param name="options">Where packages come from; null for the defaults.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static Task<Outcome<string>> TryInstallPackagesAsync(
        this CapsuleRuntime runtime,
        IReadOnlyList<string> requirements,
        PackageInstallOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(runtime);
        ArgumentNullException.ThrowIfNull(requirements);
        return InstallAsync(runtime, requirements, options ?? new PackageInstallOptions(), null, cancellationToken);
    }

    /// <summary>Installs packages for whoever stands in a folder, whose capsule.toml may say where they come from.</summary>
    internal static async Task<Outcome<string>> InstallAsync(
        CapsuleRuntime runtime, IReadOnlyList<string> requirements, string folder, CancellationToken cancellationToken) =>
        ProjectFileReader.Find(folder).TryGet(out var project, out var failure)
            ? await InstallAsync(runtime, requirements, new PackageInstallOptions(), project.Packages, cancellationToken).ConfigureAwait(false)
            : failure;

    private static async Task<Outcome<string>> InstallAsync(
        CapsuleRuntime runtime, IReadOnlyList<string> requirements, PackageInstallOptions options, PackageSettings? settings, CancellationToken cancellationToken)
    {
        if (!PackageOptions.Create(options.Indexes, settings, Environment.GetEnvironmentVariable).TryGet(out var read, out var failure)
            || !new PackageRequest([], null, null).With(requirements).TryGet(out var request, out failure))
        {
            return failure;
        }

        var all = read with { PipWheel = options.PipWheel, IsOffline = options.IsOffline };
        return await new ProgramPackages(new PackageInstaller(runtime, all), all).InstallAsync(request, cancellationToken).ConfigureAwait(false);
    }
}

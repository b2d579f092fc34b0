using Capsule.Runtime.Worker.Runs;

namespace Capsule.Runtime.Worker;

/// <summary>How a worker serves.</summary>
internal sealed record WorkerOptions
{
    /// <summary>Where relative paths of requests start; by default the process's directory.</summary>
    public string Directory { get; init; } = Environment.CurrentDirectory;

    /// <summary>How many requests may be unanswered before the worker stops reading.</summary>
    public int MaxPending { get; init; } = 4096;

    /// <summary>How many bytes of unanswered requests make the worker stop reading.</summary>
    public long MaxPendingBytes { get; init; } = 256L << 20;

    /// <summary>The longest line that is read, in bytes; a longer one is answered with an error.</summary>
    public int MaxLineBytes { get; init; } = 16 << 20;

    /// <summary>How many sessions may be there at once.</summary>
    public int MaxSessions { get; init; } = 64;

    /// <summary>How many snapshots of sessions may be there at once.</summary>
    public int MaxSnapshots { get; init; } = 256;

    /// <summary>
    /// Installs packages, for a folder whose capsule.toml says where they come from, and gives the folder that they are in; null where
    /// requests may not ask for any.
    /// </summary>
    public Func<IReadOnlyList<string>, string, CancellationToken, Task<Outcome<string>>>? InstallPackages { get; init; }

    /// <summary>Where durable runs are kept; null where requests may not ask for any.</summary>
    public IProjectJournals? Journals { get; init; }

    /// <summary>Whether the end of the input cancels what runs, instead of waiting for it.</summary>
    public bool CancelAtEnd { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The folder to import from: the one that was named, or one with the packages that were.</summary>
    /// <param name="sitePackages">The folder that a request names, or null.</param>
    /// <param name="packages">The requirements that it names.</param>
    /// <param name="folder">Where it stands.</param>
    /// <param name="cancellationToken">Stops installing.</param>
    internal async Task<Outcome<string?>> FindPackagesAsync(
        string? sitePackages, IReadOnlyList<string> packages, string folder, CancellationToken cancellationToken)
    {
        if (packages.Count == 0)
        {
            return sitePackages;
        }

        if (sitePackages is not null || InstallPackages is null)
        {
            return Failure.Config(sitePackages is null
                ? "\"packages\": this worker installs none"
                : "\"packages\" and \"site_packages\" exclude each other: leave out one of them");
        }

        var installed = await InstallPackages(packages, folder, cancellationToken).ConfigureAwait(false);
        return installed.TryGet(out var place, out var failure) ? place : failure;
    }
}

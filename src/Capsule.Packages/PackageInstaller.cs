using System.Security.Cryptography;
using System.Text;
using Capsule.Packages.Resolving;
using Capsule.Packages.Store;
using Capsule.Runtime;
using Capsule.Runtime.Locking;

namespace Capsule.Packages;

/// <summary>Resolves, fetches and unpacks packages, with a runtime in whose sandboxes strangers' metadata and archives are read.</summary>
internal sealed class PackageInstaller
{
    private readonly PackageStore store;
    private readonly Fetcher fetcher;
    private readonly Resolver resolver;
    private readonly PackageOptions options;
    private readonly string answers;

    internal PackageInstaller(CapsuleRuntime runtime, PackageOptions options)
    {
        this.options = options;
        store = new PackageStore(runtime.CachePath);
        fetcher = new Fetcher(runtime, store, options);
        resolver = new Resolver(runtime, store, fetcher, options);
        answers = Path.Combine(runtime.CachePath, PackageCache.FolderName, PackageCache.Answers);
    }

    /// <summary>Is told what goes on, in a few words.</summary>
    internal Action<string> Progress { get; init; } = _ => { };

    /// <summary>Whether a lock is what requirements of now ask for.</summary>
    internal bool IsCurrent(PackageLock packages, IReadOnlyList<Requirement> requirements) =>
        packages.Answers(requirements.Select(requirement => requirement.Text), resolver.Python);

    /// <summary>Resolves requirements.</summary>
    /// <param name="requirements">What is required.</param>
    /// <param name="kept">Versions to keep where they still meet the requirements.</param>
    /// <param name="requiresPython">Which Pythons the program says it runs on, or null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal async Task<Outcome<PackageLock>> ResolveAsync(
        IReadOnlyList<Requirement> requirements, IReadOnlyList<LockedPackage> kept, string? requiresPython, CancellationToken cancellationToken)
    {
        if (options.IsOffline && requirements.Count > 0)
        {
            return new Failure(ErrorType.BuildError, "resolving packages asks the index, and --offline forbids that: leave out --offline once");
        }

        Progress("resolving …");
        return await GuardAsync(() => resolver.ResolveAsync(requirements, kept, requiresPython, cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>What a database in the format of OSV says of packages.</summary>
    internal Task<Outcome<IReadOnlyList<Advisory>>> AuditAsync(string database, PackageLock packages, CancellationToken cancellationToken) =>
        GuardAsync(() => resolver.AuditAsync(database, packages, cancellationToken));

    /// <summary>What is wrong with the first index that is configured and does not work; null where all do.</summary>
    internal async Task<Failure?> CheckIndexesAsync(CancellationToken cancellationToken)
    {
        foreach (var index in options.Indexes)
        {
            if (await fetcher.CheckAsync(index, cancellationToken).ConfigureAwait(false) is { } failure)
            {
                return failure with { Message = $"{index}: {failure.Message}" };
            }
        }

        return null;
    }

    /// <summary>Resolves requirements that are in no lock file; the same question has the same answer until the cache is cleared.</summary>
    internal async Task<Outcome<PackageLock>> AnswerAsync(
        IReadOnlyList<Requirement> requirements, string? requiresPython, CancellationToken cancellationToken)
    {
        var question = string.Join(
            '\n',
            [resolver.Python, requiresPython ?? "", .. options.Indexes.Select(index => index.Url.AbsoluteUri), "", .. requirements.Select(requirement => requirement.Text)]);
        var file = Path.Combine(answers, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(question)))[..32] + ".lock");
        if (LockFile.Read(file).Value is { } known && IsCurrent(known, requirements))
        {
            return known;
        }

        var resolved = await ResolveAsync(requirements, [], requiresPython, cancellationToken).ConfigureAwait(false);
        return await GuardAsync(() =>
        {
            if (resolved.Value is { } fresh)
            {
                store.Ensure();
                LockFile.Write(file, fresh);
            }

            return Task.FromResult(resolved);
        }).ConfigureAwait(false);
    }

    /// <summary>The folder with the packages of a lock: fetches what is not there, checks every file, and unpacks.</summary>
    internal Task<Outcome<string>> InstallAsync(PackageLock packages, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        if (!store.HasSet(packages.Packages))
        {
            var (count, missing) = (0, packages.Packages.Count(package => !store.HasWheel(package.Sha256)));
            if (missing > 0)
            {
                Progress(FormattableString.Invariant($"fetching {missing} packages …"));
            }

            var failure = await fetcher.FetchAsync(
                packages.Packages,
                package => Progress(FormattableString.Invariant($"fetched {Interlocked.Increment(ref count)} of {missing}: {package.Name} {package.Version}")),
                cancellationToken).ConfigureAwait(false);
            if (failure is not null)
            {
                return failure;
            }
        }

        store.Ensure();
        return store.Unpack(packages.Packages, cancellationToken);
    });

    private async Task<Outcome<T>> GuardAsync<T>(Func<Task<Outcome<T>>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failure.Config($"packages cannot be kept in {Path.GetDirectoryName(answers)}: {e.Message}");
        }
    }
}

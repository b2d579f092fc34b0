using System.Text.Json;
using Capsule.Network;
using Capsule.Packages.Indexes;
using Capsule.Packages.Store;
using Capsule.Runtime;
using Capsule.Runtime.Locking;

namespace Capsule.Packages.Resolving;

/// <summary>Fetches wheels into the store, several at a time, each in a sandbox of its own, and keeps those alone whose hash is right.</summary>
internal sealed class Fetcher(CapsuleRuntime runtime, PackageStore store, PackageOptions options)
{
    private const string Program = "fetch.py";
    private const int AtOnce = 8;
    private readonly GuestPrograms programs = new(runtime, store);

    /// <summary>Fetches what the store has not; null when all is there.</summary>
    /// <param name="packages">What to fetch.</param>
    /// <param name="progress">Is told of each that has come.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal async Task<Failure?> FetchAsync(
        IReadOnlyList<LockedPackage> packages, Action<LockedPackage> progress, CancellationToken cancellationToken)
    {
        var missing = packages.Where(package => !store.HasWheel(package.Sha256)).ToArray();
        if (missing.Length > 0 && options.IsOffline)
        {
            return new Failure(
                ErrorType.BuildError, $"{missing[0].FileName} is not in this machine's cache, and --offline forbids fetching it: leave out --offline once");
        }

        store.Ensure();
        Failure? first = null;
        var total = 0L;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(missing, parallel, async (package, token) =>
        {
            if (Volatile.Read(ref first) is not null)
            {
                return;
            }

            if (await FetchAsync(package, token).ConfigureAwait(false) is { } failure)
            {
                _ = Interlocked.CompareExchange(ref first, failure, null);
                return;
            }

            if (Interlocked.Add(ref total, store.SizeOf(package.Sha256)) > PackageStore.LargestSet)
            {
                _ = Interlocked.CompareExchange(
                    ref first, new Failure(ErrorType.BuildError, $"the packages have more than {PackageStore.LargestSet >> 30} GiB together"), null);
                return;
            }

            progress(package);
        }).ConfigureAwait(false);
        return first;
    }

    /// <summary>What is wrong with an index: it cannot be reached, or does not know the login. Null where it answers.</summary>
    internal async Task<Failure?> CheckAsync(PackageIndex index, CancellationToken cancellationToken)
    {
        store.Ensure();
        var call = new TaskCall
        {
            Task = "reach",
            Args = [GuestArguments.Text(new Uri(index.Url, "pip/").AbsoluteUri), GuestArguments.Login(index, 0)],
        };
        var answered = await programs.RunAsync(Program, null, call, [index], null, cancellationToken).ConfigureAwait(false);
        return answered.Failure is { } failure ? failure
            : answered.Value is { ValueKind: JsonValueKind.Number } status && status.TryGetInt32(out var code) && code is 200 or 404 ? null
            : new Failure(ErrorType.BuildError, $"it answers {answered.Value.GetRawText()}{(index.Login is null ? "" : "; look whether the login is right")}");
    }

    /// <summary>Fetches the wheel of pip that is known by its hash.</summary>
    internal async Task<Outcome<string>> FetchPipAsync(PackageIndex index, CancellationToken cancellationToken)
    {
        var call = new TaskCall
        {
            Task = "find",
            Args = [GuestArguments.Text(new Uri(index.Url, "pip/").AbsoluteUri), GuestArguments.Text(PipWheel.FileName), GuestArguments.Login(index, 0)],
        };
        var found = await programs.RunAsync(Program, null, call, [index], null, cancellationToken).ConfigureAwait(false);
        var package = found.Value is { ValueKind: JsonValueKind.String } address
            ? LockedPackage.Create("pip", "24.2", address.GetString(), PipWheel.Sha256, [])
            : null;
        if (package is null)
        {
            return new Failure(
                ErrorType.BuildError,
                $"resolving packages takes pip, this machine has no wheel of it, and {index} gives no {PipWheel.FileName}"
                + $"{(found.Failure is { } failure ? $" ({failure.Message})" : "")}: name a wheel with --pip-wheel or {PipWheel.Variable}");
        }

        return await FetchAsync(package, cancellationToken).ConfigureAwait(false) is { } problem ? problem : PipWheel.Sha256;
    }

    private async Task<Failure?> FetchAsync(LockedPackage package, CancellationToken cancellationToken)
    {
        var work = PackageStore.NewWorkFolder();
        try
        {
            var indexes = IndexesFor(package.Url);
            var own = indexes.ToList().FindIndex(index => index.Rule == package.Url.GetLeftPart(UriPartial.Authority));
            var call = new TaskCall
            {
                Task = "fetch",
                Args =
                [
                    GuestArguments.Text(package.Url.AbsoluteUri),
                    GuestArguments.Text(package.FileName),
                    GuestArguments.Number(PackageStore.LargestWheel),
                    .. own >= 0 ? [GuestArguments.Login(indexes[own], own)] : Array.Empty<JsonElement>(),
                ],
            };
            var fetched = await programs.RunAsync(Program, null, call, indexes, GuestPrograms.Work(work), cancellationToken).ConfigureAwait(false);
            if (fetched.Failure is { } failure)
            {
                return failure with
                {
                    Message = $"{package.Url} cannot be fetched: {failure.Message}"
                        + (indexes.Count == 0 ? $"; only public names over HTTPS are fetched from without being told: name the index with --index or {PackageOptions.IndexVariable}" : ""),
                };
            }

            var found = store.Add(Path.Combine(work, package.FileName), package.Sha256);
            return found == package.Sha256 ? null : new Failure(
                ErrorType.BuildError,
                $"{package.Url} is not the file that was locked: its SHA-256 is {found}, and {package.Sha256} was expected. It was not opened. "
                + "Either the index or what is between you and it changed the file, or it was truncated");
        }
        catch (IOException e)
        {
            return new Failure(ErrorType.BuildError, $"{package.FileName} cannot be kept: {e.Message}");
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    /// <summary>
    /// What a fetch may reach: the indexes and their hosts; and, for a lock that was made with pip's own index, the host that the lock names.
    /// </summary>
    /// <remarks>Threat: a stranger's lock that sends requests into the network of whoever runs the program. Only public names over HTTPS will do.</remarks>
    private IReadOnlyList<PackageIndex> IndexesFor(Uri url) => options.Indexes.Count > 0 ? options.Indexes
        : url.Scheme == "https" && url.HostNameType == UriHostNameType.Dns && !HostName.IsLocal(url.Host)
            ? [new PackageIndex(new Uri(url.GetLeftPart(UriPartial.Authority)), options.Netrc.Find(url.Host), [])]
            : [];
}

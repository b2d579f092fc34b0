using System.Text.Json;
using Capsule.Packages.Indexes;
using Capsule.Packages.Store;
using Capsule.Runtime;
using Capsule.Runtime.Locking;

namespace Capsule.Packages.Resolving;

/// <summary>Finds the packages that meet requirements, by asking pip in a sandbox.</summary>
internal sealed class Resolver(CapsuleRuntime runtime, PackageStore store, Fetcher fetcher, PackageOptions options)
{
    private const string Program = "resolve.py";
    private readonly GuestPrograms programs = new(runtime, store);

    /// <summary>The Python version that packages are for, such as <c>3.14</c>.</summary>
    internal string Python { get; } = string.Join('.', runtime.GetVersion(GuestLanguage.Python).Split('.').Take(2));

    /// <summary>Resolves.</summary>
    /// <param name="requirements">What is required.</param>
    /// <param name="kept">Versions to keep where they still meet the requirements, or null.</param>
    /// <param name="requiresPython">Which Pythons the program says it runs on, or null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal async Task<Outcome<PackageLock>> ResolveAsync(
        IReadOnlyList<Requirement> requirements, IReadOnlyList<LockedPackage> kept, string? requiresPython, CancellationToken cancellationToken)
    {
        if (requirements.Count == 0)
        {
            return LockOf(requirements, []);
        }

        store.Ensure();
        if (!(await FindPipAsync(cancellationToken).ConfigureAwait(false)).TryGet(out var pip, out var failure)
            || !(await FindIndexesAsync(pip, cancellationToken).ConfigureAwait(false)).TryGet(out var indexes, out failure))
        {
            return failure;
        }

        var first = await AskAsync(pip, indexes, requirements, kept, requiresPython, cancellationToken).ConfigureAwait(false);

        // What is locked may not go together with a new requirement.
        return first.Failure is not null && kept.Count > 0
            ? await AskAsync(pip, indexes, requirements, [], requiresPython, cancellationToken).ConfigureAwait(false)
            : first;
    }

    /// <summary>What a database in the format of OSV says of packages. It is read in a sandbox.</summary>
    internal async Task<Outcome<IReadOnlyList<Advisory>>> AuditAsync(string database, PackageLock packages, CancellationToken cancellationToken)
    {
        store.Ensure();
        if (!(await FindPipAsync(cancellationToken).ConfigureAwait(false)).TryGet(out var pip, out var failure))
        {
            return failure;
        }

        var path = Path.GetFullPath(database);
        var call = new TaskCall
        {
            Task = "audit",
            Args =
            [
                GuestArguments.Text(Directory.Exists(path) ? "" : Path.GetFileName(path)),
                GuestArguments.Names(packages.Packages.Select(package => (package.Name, package.Version))),
            ],
        };
        var mount = new FolderMount { HostPath = Directory.Exists(path) ? path : Path.GetDirectoryName(path)!, GuestPath = "database" };
        var answered = await programs.RunAsync(Program, pip, call, [], mount, cancellationToken).ConfigureAwait(false);
        return answered.TryGet(out var answer, out failure)
            ? answer.EnumerateArray().Select(item => new Advisory(
                item.GetProperty("name").GetString() ?? "",
                item.GetProperty("id").GetString() ?? "",
                item.GetProperty("summary").GetString() ?? "",
                [.. item.GetProperty("fixed").EnumerateArray().Select(version => version.GetString() ?? "")])).ToArray()
            : failure with { Message = $"{database} cannot be read as a database of OSV: {failure.Message}" };
    }

    private async Task<Outcome<PackageLock>> AskAsync(
        string pip,
        IReadOnlyList<PackageIndex> indexes,
        IReadOnlyList<Requirement> requirements,
        IReadOnlyList<LockedPackage> kept,
        string? requiresPython,
        CancellationToken cancellationToken)
    {
        var work = PackageStore.NewWorkFolder();
        try
        {
            var call = new TaskCall
            {
                Task = "resolve",
                Kwargs = new Dictionary<string, JsonElement>
                {
                    ["requirements"] = GuestArguments.Texts(requirements.Select(requirement => requirement.Text)),
                    ["platforms"] = GuestArguments.Texts(GuestPlatform.Tags),
                    ["python"] = GuestArguments.Text(Python),
                    ["indexes"] = GuestArguments.Indexes(indexes),
                    ["constraints"] = GuestArguments.Texts(kept.Select(package => $"{package.Name}=={package.Version}")),
                    ["requires_python"] = GuestArguments.Text(requiresPython),
                },
            };
            var answered = await programs.RunAsync(Program, pip, call, indexes, GuestPrograms.Work(work), cancellationToken).ConfigureAwait(false);
            return !answered.TryGet(out var answer, out var failure) ? PipErrors.Failed(failure)
                : answer.TryGetProperty("error", out var said) ? PipErrors.Explain(said.GetString() ?? "", requirements, indexes)
                : Read(answer, requirements);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private Outcome<PackageLock> Read(JsonElement answer, IReadOnlyList<Requirement> requirements)
    {
        if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("packages", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            return PipErrors.Failed(new Failure(ErrorType.BuildError, "the resolver gave no list of packages"));
        }

        if (list.GetArrayLength() > PackageLock.MostPackages)
        {
            return PipErrors.Failed(new Failure(ErrorType.BuildError, $"there would be more than {PackageLock.MostPackages} packages"));
        }

        var packages = new List<LockedPackage>();
        foreach (var item in list.EnumerateArray())
        {
            var package = LockedPackage.Create(
                Member(item, "name"), Member(item, "version"), Member(item, "url"), Member(item, "sha256"),
                [.. item.GetProperty("dependencies").EnumerateArray().Select(name => name.GetString() ?? "")]);
            if (package is null || !GuestPlatform.CanLoad(package.FileName))
            {
                return PipErrors.Failed(new Failure(
                    ErrorType.BuildError, $"the index gives no usable file for '{Member(item, "name")}': a wheel for this platform with a SHA-256 is needed"));
            }

            packages.Add(package);
        }

        return LockOf(requirements, packages);

        static string? Member(JsonElement item, string name) =>
            item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }

    private PackageLock LockOf(IReadOnlyList<Requirement> requirements, IReadOnlyList<LockedPackage> packages) => new(
        [.. requirements.Select(requirement => requirement.Text)],
        Python,
        [.. packages.OrderBy(package => package.Name, StringComparer.Ordinal)]);

    /// <summary>A folder with pip: this machine's, else the one that the index has.</summary>
    private async Task<Outcome<string>> FindPipAsync(CancellationToken cancellationToken)
    {
        if (!PipWheel.Find(options.PipWheel, options.Environment).TryGet(out var file, out var failure))
        {
            return failure;
        }

        var sha256 = PipWheel.Sha256;
        if (file is not null)
        {
            sha256 = store.Add(file, null);
        }
        else if (!store.HasWheel(sha256))
        {
            if (options.Indexes.Count == 0)
            {
                return Failure.Config(
                    $"resolving packages takes a wheel of pip, and this machine has none: install Debian's python3-pip-whl or any Python 3.12 or later, "
                    + $"or name one with --pip-wheel or {PipWheel.Variable}, or an index that has it with --index");
            }

            if (!(await fetcher.FetchPipAsync(options.Indexes[0], cancellationToken).ConfigureAwait(false)).TryGet(out _, out failure))
            {
                return failure;
            }
        }

        var package = new LockedPackage("pip", "0", new Uri($"file:///{file ?? PipWheel.FileName}"), sha256, []);
        return store.Unpack([package], cancellationToken);
    }

    /// <summary>The indexes to ask: those that are configured, else the one that pip has built in, with the host of its files.</summary>
    private async Task<Outcome<PackageIndex[]>> FindIndexesAsync(string pip, CancellationToken cancellationToken)
    {
        if (options.Indexes.Count > 0)
        {
            return options.Indexes.ToArray();
        }

        var answered = await programs.RunAsync(Program, pip, new TaskCall { Task = "defaults" }, [], null, cancellationToken).ConfigureAwait(false);
        if (!answered.TryGet(out var answer, out var failure))
        {
            return PipErrors.Failed(failure);
        }

        return PackageIndex.Parse(answer.GetProperty("index").GetString() ?? "", [answer.GetProperty("host").GetString() ?? ""], options.Netrc)
            .TryGet(out var index, out failure)
            ? new PackageIndex[] { index }
            : failure;
    }
}

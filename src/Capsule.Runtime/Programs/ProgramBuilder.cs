using Capsule.Files;
using Capsule.Guests.Abstractions;
using Capsule.Runtime.Languages;
using Capsule.Runtime.Locking;
using Capsule.Runtime.Programs.Bytecode;
using Capsule.Runtime.Programs.Inputs;
using Capsule.Runtime.Programs.Packages;

namespace Capsule.Runtime.Programs;

/// <summary>
/// Builds a program from an entry file: loads it in a sandbox that sees the project's sources and the installed
/// packages, and keeps what it needs of them.
/// </summary>
internal sealed class ProgramBuilder(
    IGuest guest, ProgramLoader loader, BytecodeStore bytecode, Func<string, string?> environment, InstalledPackages installed)
{
    private const long MaxBytes = InputTracker.SizeLimit;

    /// <summary>Builds; call on a sandbox thread.</summary>
    /// <param name="request">The program.</param>
    /// <param name="limits">What loading it may use.</param>
    /// <param name="sinks">Who is told what its modules do.</param>
    /// <param name="cancellationToken">Ends building.</param>
    /// <param name="failed">What a failure depends on, where it would come again as long as that is unchanged; or null.</param>
    internal Outcome<BuiltProgram> Build(
        ProgramRequest request, LoadLimits limits, LoadSinks sinks, CancellationToken cancellationToken, out ProgramInputs? failed)
    {
        failed = null;
        var tracker = new InputTracker();
        try
        {
            if (request.Project.Path is { } toml)
            {
                tracker.ReadNamed(toml, RegularFile.SettingsLimit);
            }

            if (!request.FindLayout().TryGet(out var layout, out var failure))
            {
                return failure;
            }

            var own = InputFolder.Closed(layout.Root);
            tracker.Add(own);
            if (request.Text is { } text)
            {
                tracker.AddText(Path.Combine(layout.Root, layout.EntryFile), text.ToArray());
            }

            var found = request.Language.Rules.HasPackageFolder
                ? SitePackagesLocation.Find(request, layout.Root, environment, installed, tracker)
                : (string?)null;
            if (found.Value is { } path)
            {
                tracker.Add(SitePackagesLocation.IsOperators(path, request, environment)
                    ? InputFolder.Open(path)
                    : InputFolder.Closed(path, own));
            }

            var packages = found.Value is { } folder ? new SitePackages(folder, layout.Root, tracker) : null;
            return found.Failure ?? Build(request, layout, own, packages, tracker, limits, sinks, cancellationToken, out failed);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Unreadable(e.Message);
        }
    }

    private static Failure Unreadable(string reason) => new(ErrorType.BuildError, $"the program cannot be read: {reason}");

    private Outcome<BuiltProgram> Build(
        ProgramRequest request, ProgramLayout layout, InputFolder folder, SitePackages? packages, InputTracker tracker,
        LoadLimits limits, LoadSinks sinks, CancellationToken cancellationToken, out ProgramInputs? failed)
    {
        failed = null;
        var modules = bytecode.Open(limits);
        var workspace = new Workspace(
            request.Language.Rules.Show(layout, tracker), packages?.Show() ?? WorkspaceFolder.Empty, modules);
        var view = new ProgramView(layout.EntryFile, layout.Module, layout.SearchFolder, workspace);
        var defaults = request.Project.Defaults;
        var outcome = loader.Load(view, defaults, limits, sinks, cancellationToken, out var wouldFailAgain);
        modules.Keep();
        if (!outcome.TryGet(out var loaded, out var failure))
        {
            if (tracker.Refusal is { } refusal)
            {
                return Unreadable(refusal);
            }

            failed = wouldFailAgain ? tracker.ToInputs() : null;
            return MissingModule.Explain(failure, packages, tracker);
        }

        if (!IncludedFiles.Find(folder, request.Project.Include, tracker).TryGet(out var included, out failure))
        {
            return failure;
        }

        var own = OwnFiles(request.Language.Rules, layout.Root, packages?.Path, tracker);
        if (!PackageFiles.Find(layout.Root, own, MaxBytes, tracker).TryGet(out var inPackages, out failure))
        {
            return failure;
        }

        var collected = packages is null ? null : NeededPackages.Collect(packages, loaded.OutsideNames, tracker);
        var source = Collect(layout, [.. own.Union(inPackages).Union(included)], collected, tracker);
        return SizeOf(source) > MaxBytes
            ? new Failure(ErrorType.BuildError, $"the program has more than {MaxBytes >> 20} MiB of files")
            : new BuiltProgram(ToProgram(source, loaded, request, collected), tracker.ToInputs());
    }

    private LoadedProgram ToProgram(
        ProgramSource source, LoadResult loaded, ProgramRequest request, CollectedPackages? packages) => new()
        {
            Id = ProgramIdentity.Of(source, request.Project.Defaults, guest.Identity.ImageId),
            Guest = guest,
            Source = source,
            Manifest = loaded.Manifest,
            Snapshot = loaded.Snapshot,
            Bytecode = bytecode.Open(request.Project.Loading ?? LoadLimits.Default),
            LeftOut = packages is null ? [] : [.. packages.LeftOut],
        };

    private static ProgramSource Collect(
        ProgramLayout layout, IReadOnlyList<string> files, CollectedPackages? packages, InputTracker tracker) => new()
        {
            EntryFile = layout.EntryFile,
            Module = layout.Module,
            SearchFolder = layout.SearchFolder,
            Files = files.ToDictionary(
                file => file, file => (ReadOnlyMemory<byte>)tracker.Read(Path.Combine(layout.Root, file))),
            Packages = packages?.Files ?? new Dictionary<string, ReadOnlyMemory<byte>>(),
        };

    /// <summary>The program's own files that were read, relative to its root.</summary>
    private static string[] OwnFiles(LanguageRules rules, string root, string? packages, InputTracker tracker) =>
    [
        .. tracker.Files.Keys
            .Where(path => rules.IsPart(path) && path.StartsWith(root.TrimEnd('/') + "/", StringComparison.Ordinal))
            .Where(path => packages is null || !path.StartsWith(packages + "/", StringComparison.Ordinal))
            .Select(path => Path.GetRelativePath(root, path)),
    ];

    private static long SizeOf(ProgramSource source) =>
        source.Files.Values.Concat(source.Packages.Values).Sum(contents => (long)contents.Length);
}

using System.Collections.Concurrent;
using System.CommandLine;
using Capsule.Cli.Commands;
using Capsule.Cli.Display;
using Capsule.Cli.Packages;
using Capsule.Journaling;
using Capsule.Runtime.Durable;
using Capsule.Runtime.Programs;
using Capsule.Runtime;

namespace Capsule.Cli.Runs;

/// <summary>How a command executes runs that are in a journal: the flags, the program, the options.</summary>
internal sealed class StoredRun(Terminal terminal)
{
    /// <summary>Programs by path: many runs may be resumed, and most are runs of one program.</summary>
    private readonly ConcurrentDictionary<string, Lazy<Task<Outcome<LoadedProgram>>>> programs = new(StringComparer.Ordinal);

    private readonly MountFlags mounts = new();
    private readonly RunLimitFlags limits = new();
    private readonly GrantCapFlags grantCaps = new();
    private readonly ProgramPackageFlags packages = new();
    private readonly Option<string?> sitePackages = new("--site-packages")
    {
        Description = "The folder with installed packages that the run was started with, where it was named then.",
        HelpName = "DIR",
    };

    internal void AddTo(Command command)
    {
        mounts.AddTo(command);
        command.Add(sitePackages);
        packages.AddTo(command);
        limits.AddTo(command);
        grantCaps.AddTo(command);
    }

    /// <summary>Loads the program of a run, and does something with both.</summary>
    internal async Task<Envelope> UseAsync(
        ParseResult parsed,
        CapsuleRuntime runtime,
        IJournal journal,
        ProjectJournal project,
        RunRecord run,
        RunDisplay display,
        Func<LoadedProgram, RunOptions, Task<Envelope>> use,
        CancellationToken cancellationToken)
    {
        if (!StoredProgram.Find(project.Root, run, parsed.GetValue(sitePackages)).TryGet(out var stored, out var failure)
            || !stored.Options(project.Root).TryGet(out var settings, out failure)
            || !OptionsOf(parsed, settings, journal, run, display).TryGet(out var options, out failure)
            || !(await LoadAsync(parsed, stored, runtime, options, cancellationToken).ConfigureAwait(false)).TryGet(out var program, out failure))
        {
            return CapsuleRuntime.NotRun(run.Start.Task, failure) with { RunId = run.Id.ToString() };
        }

        return await use(program, options).ConfigureAwait(false);
    }

    private Task<Outcome<LoadedProgram>> LoadAsync(
        ParseResult parsed, StoredProgram stored, CapsuleRuntime runtime, RunOptions options, CancellationToken cancellationToken) =>
        programs.GetOrAdd(stored.Path, _ => new(() => stored.LoadAsync(
            runtime, options, request => packages.ProvideAsync(terminal, parsed, runtime, request, cancellationToken), cancellationToken))).Value;

    private Outcome<RunOptions> OptionsOf(
        ParseResult parsed, RunOptions options, IJournal journal, RunRecord run, RunDisplay display)
    {
        if (!mounts.Read(parsed).TryGet(out var folders, out var failure)
            || !limits.Apply(parsed, options.Limits).TryGet(out var total, out failure)
            || !grantCaps.Apply(parsed, options.Caps).TryGet(out var caps, out failure))
        {
            return failure;
        }

        return options with
        {
            Limits = total,
            Caps = caps,
            Mounts = folders,
            Observer = display,
            Journaling = new RunJournaling
            {
                Journal = journal,
                Program = run.Start.Program,
                IsDurable = run.Start.IsDurable,
            },
        };
    }
}

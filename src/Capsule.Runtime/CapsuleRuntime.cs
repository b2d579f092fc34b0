using System.Runtime.Versioning;
using Capsule.Journaling;
using Capsule.Runtime.Durable;
using Capsule.Runtime.Embedding;
using Capsule.Runtime.Execution;
using Capsule.Runtime.Images;
using Capsule.Runtime.Languages;
using Capsule.Runtime.Programs;
using Capsule.Runtime.Sessions;
using Capsule.Wasm.Engine;

namespace Capsule.Runtime;

/// <summary>Runs programs, each task in a sandbox of its own. One runtime serves a whole process; it is thread-safe.</summary>
public sealed partial class CapsuleRuntime : IAsyncDisposable
{
    private readonly WasmEngine engine;
    private readonly SandboxThreads threads;
    private readonly OpenLanguages languages;
    private readonly LanguageOpener opener;
    private readonly ScriptCompiler scripts;
    private readonly RunLauncher launcher;
    private readonly HostTool[] tools;
    private readonly PolicyCaps caps;
    private readonly Func<RunOptions, IRunObserver?>? createObserver;
    private int isDisposed;

    internal CapsuleRuntime(
        WasmEngine engine, RuntimeFolders folders, PreparedFolder? prepared, CacheKey key, SealedFiles files, TaskGate gate, CapsuleOptions options)
    {
        tools = [.. options.Tools];
        (caps, createObserver, Journal) = (options.Caps, options.CreateObserver, options.Journal);
        this.engine = engine;
        (CachePath, StatePath, WhyTemporary) = (folders.Cache.Path, folders.State, folders.WhyTemporary);
        var time = options.Time;
        Gate = gate;
        threads = new SandboxThreads(engine.Options.ThreadStackBytes);
        var sandboxes = new SandboxFactory(folders, options.Time);
        scripts = new ScriptCompiler(() => opener!.OpenTypeScript(), threads);
        opener = new LanguageOpener(engine, folders.Cache, prepared, files, key, options)
        {
            Scripts = scripts,
            Sandboxes = sandboxes,
            Threads = threads,
            Live = new LiveSessions(options.MaxLiveSessions),
            Ending = active.Ending,
            SessionFolder = Path.Combine(folders.State, "sessions"),
        };
        languages = new OpenLanguages(opener.Open);
        launcher = new RunLauncher(new TaskRunner(sandboxes, threads, Gate, options.Network), time);
        Programs = new ProgramRunner(this, time);
    }

    /// <summary>Creates a runtime. The first time on a machine this prepares the guest, which takes some seconds.</summary>
    /// <param name="options">What it may use and where it keeps its files; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CapsuleException">The runtime cannot be created.</exception>
    [SupportedOSPlatform("linux")]
    public static async Task<CapsuleRuntime> CreateAsync(CapsuleOptions? options = null, CancellationToken cancellationToken = default) =>
        (await TryCreateAsync(options, cancellationToken).ConfigureAwait(false)).OrThrow();

    /// <summary>Creates a runtime as <see cref="CreateAsync"/> does, and returns the failure instead of throwing it.</summary>
    /// <param name="options">What it may use and where it keeps its files; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    [SupportedOSPlatform("linux")]
    public static Task<Outcome<CapsuleRuntime>> TryCreateAsync(
        CapsuleOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.Run(() => RuntimeFactory.Create(options ?? new CapsuleOptions(), cancellationToken), cancellationToken);

    /// <summary>The journal of its durable runs, or null.</summary>
    internal IJournal? Journal { get; }

    /// <summary>Lets tasks of all runs in.</summary>
    internal TaskGate Gate { get; }

    /// <summary>Runs programs that are named, and keeps them.</summary>
    internal ProgramRunner Programs { get; }

    /// <summary>Returns the identity of the image that sandboxes of a language start from: SHA-256 of what it was made of, in hexadecimal.</summary>
    /// <param name="language">The language. Its guest need not be open.</param>
    /// <exception cref="CapsuleException">The guest's files are missing or of another version of Capsule.</exception>
    public string GetImageId(GuestLanguage language) => opener.Identify(language).OrThrow().ImageId;

    /// <summary>The directory of prepared files.</summary>
    public string CachePath { get; }

    /// <summary>The directory of sessions at rest and of overlays.</summary>
    internal string StatePath { get; }

    /// <summary>Why the runtime keeps its files in temporary folders, where the user's cannot be used; null where they can.</summary>
    internal string? WhyTemporary { get; }

    /// <summary>Returns the version of a language's interpreter, such as <c>3.14.2</c>.</summary>
    /// <param name="language">The language. Its guest need not be open.</param>
    /// <exception cref="CapsuleException">The guest's files are missing or of another version of Capsule.</exception>
    public string GetVersion(GuestLanguage language) => opener.Identify(language).OrThrow().Version;

    /// <summary>Runs a task of a program. Whatever the task does, the answer is an envelope.</summary>
    internal Task<Envelope> RunAsync(
        LoadedProgram program, TaskCall call, RunOptions options, CancellationToken cancellationToken = default) =>
        TrackAsync(call.Task, options, (granted, token) => StartAsync(program, call, granted, token), cancellationToken);

    /// <summary>Resumes a durable run; of one that has ended, returns the envelope.</summary>
    /// <param name="program">The run's program.</param>
    /// <param name="run">The run, as the journal in <paramref name="options"/> has it.</param>
    /// <param name="options">How to run it; its arguments and overrides are those that it was started with.</param>
    /// <param name="acceptChanges">Whether the program may be another one than it was.</param>
    /// <param name="cancellationToken">Interrupts the run, which can be resumed then.</param>
    internal Task<Envelope> ResumeAsync(
        LoadedProgram program, RunRecord run, RunOptions options, bool acceptChanges = false,
        CancellationToken cancellationToken = default) =>
        TrackAsync(
            run.Start.Task, options, (granted, token) => launcher.ResumeAsync(program, run, granted, acceptChanges, isFirst: false, token), cancellationToken);

    /// <summary>
    /// Writes a run down and executes nothing; whoever has the lease gives it up, and executes the run later. Gives the run that has the
    /// same key, where there is one.
    /// </summary>
    internal async Task<Outcome<RunCreation>> CreateRunAsync(
        LoadedProgram program, TaskCall call, RunOptions options, CancellationToken cancellationToken = default) =>
        EntryTask.Find(program.Manifest, call.Task).TryGet(out var task, out var failure)
            ? await launcher.CreateAsync(program, task, call, Granting(options), cancellationToken).ConfigureAwait(false)
            : failure;

    /// <summary>Executes a run that <see cref="CreateRunAsync"/> wrote down and that nobody executed yet.</summary>
    internal Task<Envelope> ExecuteCreatedAsync(
        LoadedProgram program, RunRecord run, RunOptions options, CancellationToken cancellationToken = default) =>
        TrackAsync(
            run.Start.Task, options, (granted, token) => launcher.ResumeAsync(program, run, granted, acceptChanges: false, isFirst: true, token), cancellationToken);

    /// <summary>Executes a durable run again from its journal, as <see cref="RunOptions.Replay"/> says; nothing new is done.</summary>
    internal Task<Envelope> ReplayAsync(
        LoadedProgram program, RunRecord run, RunOptions options, CancellationToken cancellationToken = default) =>
        TrackAsync(
            run.Start.Task,
            options with { Replay = options.Replay ?? new ReplayOptions() },
            (granted, token) => launcher.ReplayAsync(program, run, granted, token),
            cancellationToken);

    /// <summary>Loads a program and runs a task of it.</summary>
    internal async Task<Envelope> RunAsync(
        ProgramSource source, TaskCall call, RunOptions options, CancellationToken cancellationToken = default)
    {
        var loaded = await LoadAsync(source, options, cancellationToken).ConfigureAwait(false);
        return loaded.TryGet(out var program, out var failure)
            ? await RunAsync(program, call, options, cancellationToken).ConfigureAwait(false)
            : NotRun(call.Task, failure);
    }

    /// <summary>The envelope of a task that was not started.</summary>
    public static Envelope NotRun(string? task, Failure failure) => new()
    {
        Error = failure,
        Execution = new ExecutionInfo
        {
            TaskName = task ?? "main",
            DurationMs = 0,
            Retries = 0,
            FuelConsumed = 0,
            RamUsed = 0,
        },
    };

    /// <summary>Starts a run that is tracked already.</summary>
    internal async Task<Envelope> StartAsync(
        LoadedProgram program, TaskCall call, RunOptions granted, CancellationToken cancellationToken) =>
        EntryTask.Find(program.Manifest, call.Task).TryGet(out var task, out var failure)
            ? await launcher.StartAsync(program, task, call, granted, cancellationToken).ConfigureAwait(false)
            : NotRun(call.Task, failure);
}

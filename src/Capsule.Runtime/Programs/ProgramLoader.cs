using System.Text.Json;
using Capsule.Errors;
using Capsule.Guests.Python;
using Capsule.Options;
using Capsule.Policies;
using Capsule.Programs;
using Capsule.Runtime.Execution;
using Capsule.Wasm.Metering;

namespace Capsule.Runtime.Programs;

/// <summary>
/// Loads programs: runs their modules once, in a sandbox without any grants, to learn which tasks they declare, and
/// keeps the interpreter as it is then.
/// </summary>
/// <param name="sandboxes">Makes the sandbox. Loading must run on a sandbox thread.</param>
internal sealed class ProgramLoader(SandboxFactory sandboxes)
{
    private const string FilesAdvice =
        "modules are loaded without any of the host's files: open files inside of a task that is granted their folder";

    private const ulong MemoryLimit = 1UL << 30;
    private const long OutputLimit = 1 << 20;
    private static readonly TaskPolicy LoadPolicy = new()
    {
        Compute = new Compute(20_000_000_000),
        Ram = new ByteSize((long)MemoryLimit),
        Timeout = TimeSpan.FromMinutes(1),
    };

    /// <summary>What an interpreter takes before any program: no task can have less.</summary>
    internal ByteSize LeastRam { get; } = new((long)sandboxes.Guest.Base.MemoryBytes);

    /// <summary>Loads a program.</summary>
    /// <param name="view">The program.</param>
    /// <param name="defaults">What tasks may use that declare nothing.</param>
    /// <param name="print">Takes what the modules print while they are loaded.</param>
    /// <param name="cancellation">Ends loading.</param>
    internal Outcome<LoadResult> Load(
        ProgramView view, TaskPolicy defaults, PrintSink print, CancellationToken cancellation)
    {
        var limits = new MeterLimits
        {
            Ticks = FuelUnits.ToTicks(LoadPolicy.Compute.Units),
            Timeout = LoadPolicy.Timeout,
            Cancellation = cancellation,
        };
        using var sandbox = sandboxes.Start(new SandboxRequest
        {
            Snapshot = sandboxes.Guest.Base,
            Workspace = view.Workspace,
            Limits = limits,
            MemoryLimit = MemoryLimit,
            OutputLimit = OutputLimit,
            Print = print,
        });
        var answer = sandbox.Load(RequestFor(view, own: false));
        if (!ReadAnswer(answer, sandbox.MemoryWasRefused).TryGet(out var declared, out var failure)
            || !ReadManifest(view, declared, defaults).TryGet(out var manifest, out failure))
        {
            return failure;
        }

        var snapshot = sandbox.ReadClock || sandbox.DrewRandomness ? null : sandbox.Capture();
        return new LoadResult(manifest, snapshot, Scan(sandbox, view));
    }

    /// <summary>The message that loads a program in a sandbox.</summary>
    /// <param name="view">The program.</param>
    /// <param name="own">Whether the sandbox goes on to run a task.</param>
    internal static byte[] RequestFor(ProgramView view, bool own) => JsonSerializer.SerializeToUtf8Bytes(
        new LoadRequest($"{Workspace.Path}/{view.EntryFile}", view.Module, view.SearchPath, own),
        GuestMessages.Default.LoadRequest);

    /// <summary>Why a program was not loaded, or null.</summary>
    internal static Failure? FailureOf(GuestAnswer answer, TaskPolicy policy, bool memoryWasRefused)
    {
        if (answer.Stop is { } stop)
        {
            var reason = StopTranslation.ToFailure(stop, policy, memoryWasRefused);
            return reason.Type == ErrorType.Cancelled
                ? reason
                : new Failure(ErrorType.BuildError, $"loading the program failed: {LimitOf(reason.Type, policy) ?? reason.Message}");
        }

        return GuestReply.FailureOf(answer) is { } problem
            ? problem.ToFailure(ErrorType.BuildError, problem.Path is null ? null : FilesAdvice)
            : null;
    }

    /// <summary>The limit that a program met while it is loaded to be built, which nothing that it declares can raise.</summary>
    private static string? LimitOf(ErrorType reason, TaskPolicy policy)
    {
        var limit = !ReferenceEquals(policy, LoadPolicy) ? null : reason switch
        {
            ErrorType.FuelExhausted => $"more compute than the {policy.Compute}",
            ErrorType.Timeout => $"more time than the {Duration.Show(policy.Timeout!.Value)}",
            ErrorType.MemoryExceeded => $"more memory than the {policy.Ram}",
            _ => null,
        };
        return limit is null ? null
            : $"its modules want {limit} that a program may use while it is loaded; do such work inside of a task";
    }

    /// <summary>
    /// What the program may import later, by name. The program's own modules are read by the guest meanwhile, which is
    /// how they become part of the program. A guest that answers nonsense harms only itself.
    /// </summary>
    private static string[] Scan(PythonSandbox sandbox, ProgramView view)
    {
        try
        {
            var json = GuestReply.Success(sandbox.Scan(RequestFor(view, own: false))) ?? default;
            return JsonSerializer.Deserialize(json.Span, GuestMessages.Default.StringArray) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static Outcome<LoadAnswer> ReadAnswer(GuestAnswer answer, bool memoryWasRefused)
    {
        if (FailureOf(answer, LoadPolicy, memoryWasRefused) is { } failure)
        {
            return failure;
        }

        try
        {
            var json = GuestReply.Success(answer) ?? default;
            var declared = JsonSerializer.Deserialize(json.Span, GuestMessages.Default.LoadAnswer);
            return declared is { Tasks: not null } && declared.Tasks.All(task => task is { Function: not null, Options: not null })
                ? declared
                : throw new JsonException();
        }
        catch (JsonException)
        {
            return new Failure(ErrorType.BuildError, "the program tampered with its own declarations");
        }
    }

    private Outcome<ProgramManifest> ReadManifest(ProgramView view, LoadAnswer answer, TaskPolicy defaults)
    {
        var reader = new ManifestReader(new PolicyReader(defaults, LeastRam));
        return reader.Read(view.Module, [.. answer.Tasks.Select(ToDeclaration)], answer.PlainMain, defaults);
    }

    private static TaskDeclaration ToDeclaration(DeclaredTask task) => new(
        task.Name, task.Function, task.Line,
        task.Options.ToDictionary(option => option.Key, option => ToValue(option.Value), StringComparer.Ordinal));

    private static OptionValue ToValue(DeclaredOption option) => option switch
    {
        { Json: { } json } => OptionValues.FromJson(json),
        { Text: { } text } => new OptionValue.Other(text),
        _ => new OptionValue.None(),
    };
}

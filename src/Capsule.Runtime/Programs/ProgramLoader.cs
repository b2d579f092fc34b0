using System.Text.Json;
using Capsule.Guests.Abstractions;
using Capsule.Json;
using Capsule.Options;
using Capsule.Policies;
using Capsule.Programs;
using Capsule.Runtime.Execution;
using Capsule.Runtime.HostApi;
using Capsule.Wasm.Metering;

namespace Capsule.Runtime.Programs;

/// <summary>
/// Loads programs: runs their modules once, in a sandbox without any grants, to learn which tasks they declare, and
/// keeps the interpreter as it is then.
/// </summary>
/// <param name="sandboxes">Makes the sandbox. Loading must run on a sandbox thread.</param>
/// <param name="guest">The guest of their language.</param>
internal sealed class ProgramLoader(SandboxFactory sandboxes, IGuest guest)
{
    private const string FilesAdvice =
        "modules are loaded without any of the host's files: open files inside of a task that is granted their folder";

    private const long OutputLimit = 1 << 20;

    /// <summary>Threat: declarations without an end become objects of the host.</summary>
    private const int DeclarationBytes = 16 << 20;

    /// <summary>How many times longer loading takes by the clock than it would alone, at most: it may not hang.</summary>
    private const int BusyMachine = 10;

    /// <summary>What an interpreter takes before any program.</summary>
    private readonly ByteSize leastRam = new((long)guest.Base.MemoryBytes);

    /// <summary>Loads a program.</summary>
    /// <param name="view">The program.</param>
    /// <param name="defaults">What tasks may use that declare nothing.</param>
    /// <param name="limits">What loading may use.</param>
    /// <param name="sinks">Who is told what the modules do.</param>
    /// <param name="cancellationToken">Ends loading.</param>
    /// <param name="wouldFailAgain">Whether it met a limit that it would meet each time: compute or memory, not time.</param>
    internal Outcome<LoadResult> Load(
        ProgramView view, TaskPolicy defaults, LoadLimits limits, LoadSinks sinks, CancellationToken cancellationToken,
        out bool wouldFailAgain)
    {
        wouldFailAgain = false;
        if (limits.Ram.Bytes < leastRam.Bytes)
        {
            return Failure.Config($"load_ram={limits.Ram} is less than the {leastRam} that an interpreter takes; allow more");
        }

        using var sandbox = sandboxes.Start(guest, new GuestSandboxOptions
        {
            Snapshot = guest.Base,
            Workspace = view.Workspace,
            Limits = new MeterLimits
            {
                Ticks = FuelUnits.ToTicks(limits.Compute.Units),
                OwnTime = limits.Time,
                Timeout = BusyMachine * limits.Time,
                Cancellation = cancellationToken,
            },
            MemoryLimit = Math.Min((ulong)limits.Ram.Bytes, 1UL << 32),
            OutputLimit = OutputLimit,
            Output = sinks.Print.On(OutputChannel.Output),
            ErrorOutput = sinks.Print.On(OutputChannel.Error),
            HostCalls = HostCallGate.Closed,
        });
        var loaded = Load(sandbox, view, defaults, limits, out wouldFailAgain);
        sinks.Charge?.Invoke(FuelUnits.FromTicks(sandbox.TicksUsed));
        return loaded;
    }

    private static Outcome<LoadResult> Load(IGuestSandbox sandbox, ProgramView view, TaskPolicy defaults, LoadLimits limits, out bool wouldFailAgain)
    {
        var answer = sandbox.Load(RequestFor(view, own: false));
        if (LimitThatWasMet(answer, limits, sandbox.MemoryWasRefused, out wouldFailAgain) is { } limit)
        {
            return limit;
        }

        if (!ReadAnswer(answer).TryGet(out var declared, out var failure)
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
            return reason.Type == ErrorType.Cancelled ? reason : new Failure(ErrorType.BuildError, $"loading the program failed: {reason.Message}");
        }

        return GuestReply.FailureOf(answer) is { } problem
            ? problem.ToFailure(ErrorType.BuildError, problem.Path is null ? null : FilesAdvice)
            : null;
    }

    /// <summary>The failure of a program that met a limit of loading, or null. Nothing that it declares can raise one.</summary>
    private static Failure? LimitThatWasMet(GuestAnswer answer, LoadLimits limits, bool memoryWasRefused, out bool wouldFailAgain)
    {
        wouldFailAgain = false;
        ErrorType? reason = answer.Stop is { } stop ? StopTranslation.ToFailure(stop, TaskPolicy.Default, memoryWasRefused).Type
            : memoryWasRefused && GuestReply.FailureOf(answer) is { Exception: "MemoryError" } ? ErrorType.MemoryExceeded
            : null;
        var (limit, option) = reason switch
        {
            ErrorType.FuelExhausted => ($"more compute than the {limits.Compute}", "load_compute"),
            ErrorType.Timeout => ($"more time than the {Duration.Show(limits.Time)}", "load_time"),
            ErrorType.MemoryExceeded => ($"more memory than the {limits.Ram}", "load_ram"),
            _ => ("", ""),
        };
        wouldFailAgain = option is "load_compute" or "load_ram";
        return option.Length == 0 ? null : new Failure(
            ErrorType.BuildError,
            $"loading the program failed: its modules want {limit} that a program may use while it is loaded; "
            + $"do such work inside of a task, or allow more: --{option.Replace('_', '-')}, or {option} in [build] of capsule.toml");
    }

    /// <summary>
    /// What the program may import later, by name. The program's own modules are read by the guest meanwhile, which is
    /// how they become part of the program. A guest that answers nonsense harms only itself.
    /// </summary>
    private static string[] Scan(IGuestSandbox sandbox, ProgramView view)
    {
        try
        {
            var json = GuestReply.Success(sandbox.Scan(RequestFor(view, own: false))) ?? default;
            _ = BoundedJson.Measure(json.Span, JsonBounds.Message with { Bytes = DeclarationBytes });
            return JsonSerializer.Deserialize(json.Span, GuestMessages.Default.StringArray) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static Outcome<LoadAnswer> ReadAnswer(GuestAnswer answer)
    {
        if (FailureOf(answer, TaskPolicy.Default, memoryWasRefused: false) is { } failure)
        {
            return failure;
        }

        try
        {
            var json = GuestReply.Success(answer) ?? default;
            _ = BoundedJson.Measure(json.Span, JsonBounds.Values with { Bytes = DeclarationBytes });
            var declared = JsonSerializer.Deserialize(json.Span, GuestMessages.Default.LoadAnswer);
            return declared is { Tasks: not null } && declared.Tasks.All(task => task is { Function: not null, Options: not null })
                ? declared
                : throw new JsonException();
        }
        catch (JsonException)
        {
            return new Failure(ErrorType.BuildError, "the program returned malformed declarations");
        }
    }

    private static Outcome<ProgramManifest> ReadManifest(ProgramView view, LoadAnswer answer, TaskPolicy defaults)
    {
        var reader = new ManifestReader(new PolicyReader(defaults));
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

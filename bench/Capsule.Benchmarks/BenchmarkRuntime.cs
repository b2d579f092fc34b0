using Capsule.Journaling;
using Capsule.Runtime;
using Capsule.Runtime.Programs;

namespace Capsule.Benchmarks;

/// <summary>A runtime with a program loaded: what every measurement starts from.</summary>
internal sealed class BenchmarkRuntime : IAsyncDisposable
{
    private readonly CapsuleRuntime runtime;
    private readonly LoadedProgram program;

    private BenchmarkRuntime(CapsuleRuntime runtime, LoadedProgram program) =>
        (this.runtime, this.program) = (runtime, program);

    /// <summary>A task that does nothing but return a string.</summary>
    internal const string Trivial = "def main():\n    return 'Hello'\n";

    /// <summary>The same in JavaScript.</summary>
    internal const string TrivialScript = "export const main = () => 'Hello';\n";

    /// <summary>Limits that no measurement reaches.</summary>
    private static RunOptions Options { get; } = new()
    {
        Overrides = new TaskLimits { Compute = new Compute(1L << 50), Timeout = TimeSpan.FromMinutes(10) },
    };

    /// <summary>Opens the runtime that lies beside this program, or one of another guest or cache.</summary>
    internal static Task<BenchmarkRuntime> OpenAsync(string source, CapsuleOptions? options = null) =>
        OpenAsync(ProgramSource.FromText(source), options);

    /// <summary>As above, for a program with packages.</summary>
    internal static async Task<BenchmarkRuntime> OpenAsync(ProgramSource source, CapsuleOptions? options = null)
    {
        var runtime = Require(await CapsuleRuntime.TryCreateAsync(options ?? new CapsuleOptions()));
        return new BenchmarkRuntime(runtime, Require(await runtime.LoadAsync(source, Options)));
    }

    /// <summary>Runs a task, which must succeed.</summary>
    internal Task<Envelope> RunAsync(string? task = null, CancellationToken cancellationToken = default) =>
        RunAsync(task, options => options, cancellationToken);

    /// <summary>Runs a task in a way of its own; it must succeed, or be interrupted.</summary>
    internal Task<Envelope> RunAsync(
        string? task, Func<RunOptions, RunOptions> change, CancellationToken cancellationToken = default) =>
        RunAsync(new TaskCall { Task = task }, change(Options), cancellationToken);

    /// <summary>Runs a task with arguments; it must succeed.</summary>
    internal Task<Envelope> RunAsync(TaskCall call) => RunAsync(call, Options);

    /// <summary>Goes on with a run, or executes it again from its journal.</summary>
    internal async Task<Envelope> ContinueAsync(
        RunRecord run, bool isReplay, Func<RunOptions, RunOptions> change, CancellationToken cancellationToken = default) => Check(
            isReplay
                ? await runtime.ReplayAsync(program, run, change(Options), cancellationToken)
                : await runtime.ResumeAsync(program, run, change(Options), cancellationToken: cancellationToken),
            cancellationToken);

    /// <summary>Runs a task some times, one after the other.</summary>
    internal async Task RunManyAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await RunAsync();
        }
    }

    internal Task<Outcome<LoadedProgram>> LoadAsync(ProgramSource source) => runtime.LoadAsync(source, Options);

    internal byte[] Export() => program.Export();

    public ValueTask DisposeAsync() => runtime.DisposeAsync();

    private async Task<Envelope> RunAsync(TaskCall call, RunOptions options, CancellationToken cancellationToken = default) =>
        Check(await runtime.RunAsync(program, call, options, cancellationToken), cancellationToken);

    private static Envelope Check(Envelope envelope, CancellationToken cancellationToken) =>
        envelope.Success || cancellationToken.IsCancellationRequested
            ? envelope
            : throw new InvalidOperationException(envelope.Error!.Message);

    internal static T Require<T>(Outcome<T> outcome) =>
        outcome.TryGet(out var value, out var failure) ? value : throw new InvalidOperationException(failure.Message);
}

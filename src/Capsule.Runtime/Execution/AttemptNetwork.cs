using Capsule.Guests.Abstractions;
using Capsule.Runtime.HostApi;
using Capsule.Runtime.Http;
using Capsule.Runtime.Secrets;

namespace Capsule.Runtime.Execution;

/// <summary>The network and the environment of one attempt, as the task's policy grants them.</summary>
internal sealed class AttemptNetwork : IDisposable
{
    private readonly TaskRun run;
    private readonly TaskSecrets secrets;
    private readonly HttpGate http;

    internal AttemptNetwork(TaskRun run, NetworkOptions options, HostMemory memory, bool isResumed)
    {
        this.run = run;
        secrets = new TaskSecrets(run.Task.Policy.Secrets, run.Run.Secrets);
        http = new HttpGate(
            run.Task.Policy, options with { Reader = run.Run.Options.Reader }, secrets, run.Run.Time, isResumed ? HttpHandles.OfResumedTask : HttpHandles.OfTask, memory);
    }

    /// <summary>What guests may ask for.</summary>
    internal IEnumerable<IHostOperation> Operations => http.Operations;

    /// <summary>How long requests that are under way may take yet.</summary>
    internal TimeSpan TimeLeft => http.TimeLeft;

    /// <summary>What the host refused to the task last, or null.</summary>
    internal string? Denial => http.Denial;

    /// <summary>What the task finds in its environment: what its policy names, where that is set.</summary>
    internal Dictionary<string, string> Variables() =>
        GrantedVariables.Of(run.Task.Policy, run.Run.Options.Environment, secrets);

    /// <summary>The attempt's end, with what the host did for it.</summary>
    internal AttemptResult Complete(AttemptResult result) => result with
    {
        HostRequests = http.Requests,
        OmittedHostRequests = http.OmittedRequests,
        UnusedSecrets = result.Failure is null ? secrets.Unused : [],
    };

    /// <summary>Ends what is under way.</summary>
    internal void Stop() => http.Stop();

    public void Dispose() => http.Dispose();
}

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

    internal AttemptNetwork(TaskRun run, NetworkOptions options, bool isResumed)
    {
        this.run = run;
        secrets = new TaskSecrets(run.Task.Policy.Secrets, run.Run.Secrets);
        http = new HttpGate(run.Task.Policy, options, secrets, run.Run.Time, isResumed);
    }

    /// <summary>What guests may ask for.</summary>
    internal IEnumerable<IHostOperation> Operations => http.Operations;

    /// <summary>How long requests that are under way may take yet.</summary>
    internal TimeSpan TimeLeft => http.TimeLeft;

    /// <summary>What the host refused to the task last, or null.</summary>
    internal string? Denial => http.Denial;

    /// <summary>What the task finds in its environment: what its policy names, where that is set.</summary>
    internal Dictionary<string, string> Variables()
    {
        var environment = run.Run.Options.Environment;
        var variables = run.Task.Policy.EnvVariables.Distinct(StringComparer.Ordinal)
            .Select(name => KeyValuePair.Create(name, environment.Find(name)))
            .Where(variable => variable.Value is not null)
            .ToDictionary(variable => variable.Key, variable => variable.Value!, StringComparer.Ordinal);

        // Threat: a variable that is named as a secret and as an ordinary one would show its value.
        foreach (var name in run.Task.Policy.Secrets.Select(secret => secret.Name))
        {
            variables.Remove(name);
        }

        foreach (var (name, placeholder) in secrets.Variables)
        {
            variables[name] = placeholder;
        }

        return variables;
    }

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

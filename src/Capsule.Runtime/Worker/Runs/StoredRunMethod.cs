using System.Text.Json;

namespace Capsule.Runtime.Worker.Runs;

/// <summary>A method of requests about journaled runs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Needed">The members that it cannot do without.</param>
/// <param name="Others">The other members that it takes.</param>
/// <param name="Invoke">Does it.</param>
internal sealed record StoredRunMethod(
    string Name,
    RequestMember<StoredRunParameters>[] Needed,
    RequestMember<StoredRunParameters>[] Others,
    Func<StoredRunRequests, StoredRunParameters, RunClient, CancellationToken, Task<Outcome<Envelope>>> Invoke)
{
    /// <summary>All of them, in the order of the documentation.</summary>
    internal static IReadOnlyList<StoredRunMethod> All { get; } =
    [
        new("run_resume", [StoredRunMembers.Run],
            [
                StoredRunMembers.Directory, StoredRunMembers.Mounts, StoredRunMembers.SitePackages, StoredRunMembers.Packages, StoredRunMembers.Tools,
                StoredRunMembers.AcceptsChanges, StoredRunMembers.Stream,
            ],
            (runs, request, client, stop) => runs.ResumeAsync(request, client, stop)),
        new("run_result", [StoredRunMembers.Run], [StoredRunMembers.Directory], (runs, request, _, stop) => runs.WaitAsync(request, stop)),
        new("run_get", [StoredRunMembers.Run], [StoredRunMembers.Directory], (runs, request, _, stop) => runs.GetAsync(request, stop)),
        new("run_list", [], [StoredRunMembers.Directory, StoredRunMembers.Status, StoredRunMembers.IsOpen, StoredRunMembers.Limit],
            (runs, request, _, stop) => runs.ListAsync(request, stop)),
        new("run_signal", [StoredRunMembers.Run, StoredRunMembers.Name], [StoredRunMembers.Directory, StoredRunMembers.Payload],
            (runs, request, _, stop) => runs.SignalAsync(request, stop)),
        new("run_cancel", [StoredRunMembers.Run], [StoredRunMembers.Directory], (runs, request, _, stop) => runs.CancelAsync(request, stop)),
    ];

    /// <summary>The method with a name, or null.</summary>
    internal static StoredRunMethod? Find(string name) => All.FirstOrDefault(method => method.Name == name);

    /// <summary>Reads a request for it.</summary>
    internal Outcome<StoredRunParameters> Read(JsonElement json) =>
        RequestMember<StoredRunParameters>.Read(json, Name, Needed, Others, new StoredRunParameters());
}

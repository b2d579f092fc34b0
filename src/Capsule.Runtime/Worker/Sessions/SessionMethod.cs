using System.Text.Json;

namespace Capsule.Runtime.Worker.Sessions;

/// <summary>A method of requests about sessions.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Needed">The members that it cannot do without.</param>
/// <param name="Others">The other members that it takes.</param>
/// <param name="Invoke">
/// Does it. Up to where it waits for the session's turn it runs on the thread that reads requests: that keeps them in order.
/// </param>
internal sealed record SessionMethod(
    string Name,
    RequestMember<SessionParameters>[] Needed,
    RequestMember<SessionParameters>[] Others,
    Func<SessionRequests, SessionParameters, CellClient, CancellationToken, Task<Outcome<SessionAnswer>>> Invoke)
{
    /// <summary>All of them, in the order of the documentation.</summary>
    internal static IReadOnlyList<SessionMethod> All { get; } =
    [
        new("session_create", [],
            [
                SessionMembers.Language, SessionMembers.OptionsOfSession, SessionMembers.Grants, SessionMembers.Mounts, SessionMembers.SitePackages, SessionMembers.Packages, SessionMembers.Tools,
                SessionMembers.Directory, SessionMembers.Snapshot, SessionMembers.FromFile, SessionMembers.Resume,
            ],
            (sessions, request, _, stop) => sessions.CreateAsync(request, stop)),
        new("session_run", [SessionMembers.Session, SessionMembers.Source], [SessionMembers.OptionsOfCall, SessionMembers.Stream],
            (sessions, request, client, stop) => sessions.RunAsync(request, client, stop)),
        new("session_interrupt", [SessionMembers.Session], [], (sessions, request, _, _) => sessions.InterruptAsync(request)),
        new("session_write_file", [SessionMembers.Session, SessionMembers.Path],
            [SessionMembers.Text, SessionMembers.Base64, SessionMembers.FromFile, SessionMembers.Directory],
            (sessions, request, _, stop) => sessions.Files.WriteAsync(request, stop)),
        new("session_read_file", [SessionMembers.Session, SessionMembers.Path], [SessionMembers.ToFile, SessionMembers.Directory],
            (sessions, request, _, stop) => sessions.Files.ReadAsync(request, stop)),
        new("session_list_files", [SessionMembers.Session], [SessionMembers.Path],
            (sessions, request, _, stop) => sessions.Files.ListAsync(request, stop)),
        new("session_delete_file", [SessionMembers.Session, SessionMembers.Path], [],
            (sessions, request, _, stop) => sessions.Files.DeleteAsync(request, stop)),
        new("session_snapshot", [SessionMembers.Session], [], (sessions, request, _, stop) => sessions.SnapshotAsync(request, stop)),
        new("session_restore", [SessionMembers.Session, SessionMembers.Snapshot], [],
            (sessions, request, _, stop) => sessions.RestoreAsync(request, stop)),
        new("snapshot_drop", [SessionMembers.Snapshot], [], (sessions, request, _, _) => sessions.DropAsync(request)),
        new("session_fork", [SessionMembers.Session], [], (sessions, request, _, stop) => sessions.ForkAsync(request, stop)),
        new("session_reset", [SessionMembers.Session], [], (sessions, request, _, stop) => sessions.ResetAsync(request, stop)),
        new("session_save", [SessionMembers.Session, SessionMembers.ToFile], [SessionMembers.Directory],
            (sessions, request, _, stop) => sessions.SaveAsync(request, stop)),
        new("session_suspend", [SessionMembers.Session], [], (sessions, request, _, stop) => sessions.SuspendAsync(request, stop)),
        new("session_close", [SessionMembers.Session], [], (sessions, request, _, _) => sessions.CloseAsync(request)),
    ];

    /// <summary>The method with a name, or null.</summary>
    internal static SessionMethod? Find(string name) => All.FirstOrDefault(method => method.Name == name);

    /// <summary>Reads a request for it.</summary>
    internal Outcome<SessionParameters> Read(JsonElement json) =>
        RequestMember<SessionParameters>.Read(json, Name, Needed, Others, new SessionParameters());
}

using System.Text.Json;
using Capsule.Runtime;
using Capsule.Runtime.Embedding;
using Capsule.Runtime.Worker;
using Capsule.Server.Programs;
using Capsule.Server.Runs;

namespace Capsule.Server.Http;

/// <summary>The body of <c>POST /v1/runs</c>.</summary>
internal sealed record RunRequest
{
    private static readonly RequestMember<RunRequest>[] Members =
    [
        RequestMembers.Text<RunRequest>("program", (request, name) => ProgramVersion.IsName(name) || ProgramAlias.IsName(name)
            ? request with { Program = name }
            : Failure.Config("\"program\" takes the version of a program, or an alias")),
        RequestMembers.AnyText<RunRequest>("code", (request, code) => request with { Code = code }),
        RequestMembers.Language<RunRequest>((request, language) => request with { Language = language }),
        RequestMembers.Text<RunRequest>("task", (request, task) => request with { Task = task }),
        new("args", (request, args) => request with { Arguments = args }),
        RequestMembers.Limits<RunRequest>("limits", request => request.Limits, (request, limits) => request with { Limits = limits }),
        RequestMembers.Flag<RunRequest>("durable", (request, durable) => request with { IsDurable = durable }),
    ];

    private string? Program { get; init; }

    private string? Code { get; init; }

    private GuestLanguage? Language { get; init; }

    private string? Task { get; init; }

    private JsonElement? Arguments { get; init; }

    private TaskLimits Limits { get; init; } = TaskLimits.None;

    private bool IsDurable { get; init; } = true;

    /// <summary>Reads a body.</summary>
    internal static Outcome<RunRequest> Read(JsonElement body) =>
        !RequestMember<RunRequest>.Read(body, Members, new RunRequest()).TryGet(out var request, out var failure) ? failure
        : (request.Program is null) == (request.Code is null) ? Failure.Config("give one of \"program\", a version or an alias, and \"code\", the source to execute")
        : request is { Code: null, Language: not null } ? Failure.Config("\"language\" is for \"code\": a program has its own")
        : request is { Code: not null, Task: not null } ? Failure.Config("\"task\" is for \"program\": code declares none")
        : request is { Program: not null, Arguments: { ValueKind: not (JsonValueKind.Object or JsonValueKind.Array) } }
            ? Failure.Config("\"args\" takes an object of arguments by name, or an array of them by position")
        : request;

    /// <summary>The run that is wanted; null where the tenant has no such program.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="key">The client's own name for the run, or null.</param>
    /// <param name="store">The tenant's programs.</param>
    internal WantedRun? ToRun(string tenant, string? key, ProgramStore store)
    {
        var (program, call) = Code is { } code
            ? (RunProgram.OfCode(Language ?? GuestLanguage.Python), CodePrograms.Call(code, Arguments))
            : (FindProgram(tenant, store), ToCall());
        return program is null ? null : new WantedRun(program, call)
        {
            IsExact = Program is null || ProgramVersion.IsName(Program),
            Limits = Limits,
            IsDurable = IsDurable,
            Key = key,
        };
    }

    private RunProgram? FindProgram(string tenant, ProgramStore store)
    {
        var version = ProgramVersion.IsName(Program!) ? store.Find(tenant, Program!)?.Version : store.Aliases.Find(tenant, Program!)?.Version;
        return version is null ? null : RunProgram.OfVersion(version);
    }

    private TaskCall ToCall() => (Arguments is { } args ? TypedCalls.ToCall(args) : new TaskCall()) with { Task = Task };
}

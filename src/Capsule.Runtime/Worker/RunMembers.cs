using System.Text.Json;
using Capsule.Runtime.Programs.Warm;
using Capsule.Runtime.Worker.Tools;

namespace Capsule.Runtime.Worker;

/// <summary>The members of a request to run a task.</summary>
internal static class RunMembers
{
    private const int MaxKeyLength = 200;

    /// <summary>All but <c>id</c> and <c>method</c>, in the order of the documentation.</summary>
    internal static IReadOnlyList<RequestMember<RunParameters>> All { get; } =
    [
        RequestMembers.Text("file", Program(ProgramReference.File)),
        RequestMembers.AnyText("source", Program(text => ProgramReference.Source(text))),
        RequestMembers.Text("artifact", Program(ProgramReference.Artifact)),
        RequestMembers.Language<RunParameters>((run, language) => run with { Language = language }),
        RequestMembers.Text<RunParameters>("task", (run, name) => run with { Call = run.Call with { Task = name } }),
        RequestMembers.Of<RunParameters>("args", JsonValueKind.Array, "an array", (run, list) =>
            run with { Call = run.Call with { Args = [.. list.EnumerateArray()] } }),
        RequestMembers.Of<RunParameters>("kwargs", JsonValueKind.Object, "an object", (run, names) => run with
        {
            Call = run.Call with
            {
                Kwargs = names.EnumerateObject().ToDictionary(
                    member => member.Name, member => member.Value, StringComparer.Ordinal),
            },
        }),
        RequestMembers.Texts<RunParameters>("mounts", FolderMount.Forms, (run, mounts) => run with { Mounts = mounts }),
        RequestMembers.Text<RunParameters>("cwd", (run, path) => run with { Directory = path }),
        RequestMembers.Text<RunParameters>("site_packages", (run, path) => run with { SitePackages = path }),
        RequestMembers.Texts<RunParameters>("packages", "requirements such as numpy>=2", (run, packages) => run with { Packages = packages }),
        RequestMembers.Limits<RunParameters>("options", run => run.Overrides, (run, limits) => run with { Overrides = limits }),
        RequestMembers.Of<RunParameters>("tools", JsonValueKind.Array, "an array", (run, list) =>
            ToolDeclaration.ReadAll(list).TryGet(out var tools, out var failure) ? run with { Tools = tools } : failure),
        RequestMembers.Flag<RunParameters>("durable", (run, durable) => run with { IsDurable = durable }),
        RequestMembers.Text<RunParameters>("key", (run, key) => key.Length <= MaxKeyLength && !key.Any(char.IsControl)
            ? run with { Key = key }
            : Failure.Config($"\"key\" takes 1 to {MaxKeyLength} characters, none of them a control character")),
        RequestMembers.Flag<RunParameters>("stream", (run, stream) => run with { Stream = stream }),
    ];

    /// <summary>The program that a request names, in the language that it says.</summary>
    internal static Outcome<RunParameters> Complete(RunParameters run) => run switch
    {
        { Program: null } => Failure.Config("give one of \"file\", \"source\" and \"artifact\""),
        { Language: null } => run,
        { Program.Kind: WarmKind.Source } => run with { Program = ProgramReference.Source(run.Program.Value, run.Language) },
        _ => Failure.Config("\"language\" is for \"source\": a file's name and an artifact say theirs"),
    };

    private static Func<RunParameters, string, Outcome<RunParameters>> Program(Func<string, ProgramReference> make) =>
        (run, value) => run.Program is null
            ? run with { Program = make(value) }
            : Failure.Config("give one of \"file\", \"source\" and \"artifact\", and no more");
}

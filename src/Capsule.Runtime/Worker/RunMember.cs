using System.Text.Json;
using Capsule.Errors;
using Capsule.Options;
using Capsule.Policies;
using Capsule.Runtime.Programs;

namespace Capsule.Runtime.Worker;

/// <summary>One member of a request to run a task.</summary>
/// <param name="Name">The member's name.</param>
/// <param name="Apply">Reads its value into the parameters.</param>
internal sealed record RunMember(string Name, Func<RunParameters, JsonElement, Outcome<RunParameters>> Apply)
{
    /// <summary>All members but <c>id</c> and <c>method</c>, in the order of the documentation.</summary>
    internal static RunMember[] All { get; } =
    [
        Program("file", ProgramReference.File),
        Program("source", ProgramReference.Source),
        Program("artifact", ProgramReference.Artifact),
        Text("task", (run, name) => run with { Call = run.Call with { Task = name } }),
        Of("args", JsonValueKind.Array, "an array", (run, list) =>
            run with { Call = run.Call with { Args = [.. list.EnumerateArray()] } }),
        Of("kwargs", JsonValueKind.Object, "an object", (run, names) => run with
        {
            Call = run.Call with
            {
                Kwargs = names.EnumerateObject().ToDictionary(
                    member => member.Name, member => member.Value, StringComparer.Ordinal),
            },
        }),
        Of("mounts", JsonValueKind.Array, "an array", (run, list) =>
            list.EnumerateArray().All(mount => mount.ValueKind == JsonValueKind.String)
                ? run with { Mounts = [.. list.EnumerateArray().Select(mount => mount.GetString()!)] }
                : Failure.Config($"\"mounts\" takes strings: {FolderMount.Forms}")),
        Text("cwd", (run, path) => run with { Directory = path }),
        Text("site_packages", (run, path) => run with { SitePackages = path }),
        Of("options", JsonValueKind.Object, "an object", ReadOptions),
        new("stream", (run, value) => value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? run with { Stream = value.GetBoolean() }
            : Failure.Config("\"stream\" takes true or false")),
    ];

    private static RunMember Program(string name, Func<string, ProgramReference> make) => Text(name, (run, value) =>
        run.Program is null
            ? run with { Program = make(value) }
            : Failure.Config("give one of \"file\", \"source\" and \"artifact\", and no more"));

    private static RunMember Text(string name, Func<RunParameters, string, Outcome<RunParameters>> apply) =>
        Of(name, JsonValueKind.String, "a string", (run, value) => value.GetString() is { } text
            && (name == "source" || (text.Length > 0 && !text.Contains('\0', StringComparison.Ordinal)))
            ? apply(run, text)
            : Failure.Config($"\"{name}\" takes a string that is not empty, without null characters"));

    private static RunMember Of(
        string name, JsonValueKind kind, string form, Func<RunParameters, JsonElement, Outcome<RunParameters>> apply) =>
        new(name, (run, value) => value.ValueKind == kind
            ? apply(run, value)
            : Failure.Config($"\"{name}\" takes {form}"));

    private static Outcome<RunParameters> ReadOptions(RunParameters run, JsonElement json)
    {
        var overrides = run.Overrides;
        foreach (var member in json.EnumerateObject())
        {
            if (!PolicyOverrides.Names.Contains(member.Name))
            {
                return Failure.Config(
                    $"\"options\" has no \"{member.Name}\"{Suggestion.For(member.Name, PolicyOverrides.Names)}");
            }

            var value = OptionValues.FromJson(member.Value);
            if (overrides.With(member.Name, value) is not { } changed)
            {
                return Failure.Config(
                    $"\"options\": {member.Name}={value.Show()} is not valid; use {PolicyOption.Find(member.Name)!.Forms}");
            }

            overrides = changed;
        }

        return run with { Overrides = overrides };
    }
}

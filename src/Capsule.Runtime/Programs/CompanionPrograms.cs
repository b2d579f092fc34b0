using System.Security.Cryptography;
using System.Text;
using Capsule.Runtime.Artifacts;

namespace Capsule.Runtime.Programs;

/// <summary>
/// The other programs of a project, in whatever language: <c>programs</c> in <c>[workflow]</c> of capsule.toml. Only tasks of these may be
/// called from another program: what a run can come to is known before it starts, checked against the caps, and part of what a journal compares.
/// </summary>
internal static class CompanionPrograms
{
    /// <summary>What the key takes, for messages.</summary>
    internal const string Forms = "a list of at most 32 program files, relative to capsule.toml and beside or below it, such as [\"report.py\", \"web/render.ts\"]";

    /// <summary>Threat: a project of a stranger's whose programs are loaded without end, each within its own limits.</summary>
    private const int Most = 32;

    /// <summary>Whether these are different files of a project, each by its plainest name.</summary>
    internal static bool AreFiles(IReadOnlyCollection<string> files) =>
        files.Count <= Most && files.Distinct(StringComparer.Ordinal).Count() == files.Count && files.All(IsFile);

    /// <summary>Opens the companions of a program; whatever changes one of them changes the program.</summary>
    /// <param name="built">The program.</param>
    /// <param name="request">What it was opened by.</param>
    /// <param name="open">Opens a program alone.</param>
    internal static async Task<Outcome<BuiltProgram>> AddAsync(
        BuiltProgram built, ProgramRequest request, Func<ProgramRequest, Task<Outcome<BuiltProgram>>> open)
    {
        var (project, inputs) = (request.Project, built.Inputs);
        if (project.Programs.Count == 0)
        {
            return built;
        }

        var companions = new Dictionary<string, LoadedProgram>(StringComparer.Ordinal);
        foreach (var file in project.Programs)
        {
            var path = Path.Combine(project.Folder!, file);
            if (request.Text is null && path == Path.GetFullPath(request.EntryFile))
            {
                continue;
            }

            var opened = await open(request with { EntryFile = path, Text = null }).ConfigureAwait(false);
            if (!opened.TryGet(out var companion, out var failure))
            {
                return failure with { Message = $"{project.Path}: workflow.programs: {file}: {failure.Message}" };
            }

            companions.Add(file, companion.Program);
            inputs = inputs.With(companion.Inputs);
        }

        built.Program.Companions = companions;
        return new BuiltProgram(built.Program, inputs);
    }

    /// <summary>Loads the companions that are in a program's artifact.</summary>
    /// <param name="program">The program.</param>
    /// <param name="artifact">Its artifact.</param>
    /// <param name="load">Loads an artifact alone.</param>
    internal static async Task<Outcome<LoadedProgram>> AddAsync(
        LoadedProgram program, Artifact artifact, Func<Artifact, Task<Outcome<LoadedProgram>>> load)
    {
        var companions = new Dictionary<string, LoadedProgram>(StringComparer.Ordinal);
        foreach (var (file, inside) in artifact.Companions)
        {
            if (!(await load(inside).ConfigureAwait(false)).TryGet(out var companion, out var failure))
            {
                return failure with { Message = $"{file}: {failure.Message}" };
            }

            companions.Add(file, companion);
        }

        program.Companions = companions;
        return program;
    }

    /// <summary>Hashes what a program and its companions are.</summary>
    internal static string Identify(LoadedProgram program) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(
        '\n', program.Companions.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Value.Id} {pair.Key}").Prepend(program.Id)))));

    private static bool IsFile(string file) =>
        GuestLanguage.OfFile(file) is not null && file.Split('/').All(name => name is not ("" or "." or "..") && !name.Any(char.IsControl));
}

using System.Security.Cryptography;
using System.Text;
using Capsule.Runtime.Artifacts;
using Capsule.Runtime.Configuration;
using Capsule.Runtime.Execution;
using Capsule.Runtime.Programs.Inputs;

namespace Capsule.Runtime.Programs.Warm;

/// <summary>Gives programs to whoever runs many tasks: from memory as long as what they were made from is unchanged.</summary>
/// <param name="runtime">Builds and loads them.</param>
/// <param name="time">The clock.</param>
internal sealed class ProgramOpener(CapsuleRuntime runtime, TimeProvider time)
{
    private const int MostPrograms = 256;
    private readonly WarmPrograms programs = new(MostPrograms, time);
    private readonly WarmProjects projects = new(time);

    /// <summary>What capsule.toml says for a file, or for what else stands in a folder.</summary>
    internal Outcome<ProjectFile> FindProject(ProgramReference program, string folder) =>
        projects.Find(program.Kind == WarmKind.File
            ? Path.GetDirectoryName(Path.GetFullPath(program.Value, folder)) ?? "/"
            : folder);

    /// <summary>The program.</summary>
    /// <param name="program">Which one.</param>
    /// <param name="folder">Where relative paths start.</param>
    /// <param name="project">Its project.</param>
    /// <param name="sitePackages">A folder of installed packages, or null to look for one.</param>
    /// <param name="options">How it is run.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    internal Task<Outcome<LoadedProgram>> OpenAsync(
        ProgramReference program, string folder, ProjectFile project, string? sitePackages, RunOptions options,
        CancellationToken cancellationToken)
    {
        // Others use the program too: it is not for the first of them to pay for it.
        options = options with { Charge = null };
        switch (program.Kind)
        {
            case WarmKind.Source:
                var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(program.Value)));
                return programs.GetAsync(
                    new WarmKey(WarmKind.Source, $"{program.FileName} {hash}", ProgramIdentity.Describe(options.Defaults)),
                    stop => OpenSourceAsync(program, options, stop),
                    cancellationToken);
            case WarmKind.Artifact:
                var artifact = Path.GetFullPath(program.Value, folder);
                return programs.GetAsync(
                    new WarmKey(WarmKind.Artifact, artifact, ""), stop => OpenArtifactAsync(artifact, options, stop), cancellationToken);
            default:
                var packages = sitePackages is { } named ? Path.GetFullPath(named, folder) : null;
                var request = new ProgramRequest(Path.GetFullPath(program.Value, folder), project, packages);
                return programs.GetAsync(
                    new WarmKey(WarmKind.File, request.EntryFile, $"{project.Path}\0{packages}"),
                    stop => OpenFileAsync(request, options, stop),
                    cancellationToken);
        }
    }

    /// <summary>Building and loading compute as tasks do.</summary>
    private Task<TaskTurn> EnterAsync(CancellationToken cancellationToken) => runtime.Gate.EnterAsync(depth: 0, cancellationToken);

    private async Task<Outcome<BuiltProgram>> OpenFileAsync(
        ProgramRequest request, RunOptions options, CancellationToken cancellationToken)
    {
        using var turn = await EnterAsync(cancellationToken).ConfigureAwait(false);
        return await runtime.OpenAsync(request, options, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Outcome<BuiltProgram>> OpenSourceAsync(ProgramReference program, RunOptions options, CancellationToken cancellationToken)
    {
        using var turn = await EnterAsync(cancellationToken).ConfigureAwait(false);
        var source = ProgramSource.FromText(program.Value, program.FileName);
        var loaded = await runtime.LoadAsync(source, options, cancellationToken).ConfigureAwait(false);
        return loaded.TryGet(out var built, out var failure) ? new BuiltProgram(built, ProgramInputs.None) : failure;
    }

    /// <summary>Hashed before it is read: an artifact that changes meanwhile is read again the next time.</summary>
    private static Outcome<Artifact> ReadArtifact(string path, InputTracker inputs)
    {
        try
        {
            inputs.ReadNamed(path, ArtifactReader.SizeLimit);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The reader says what is wrong.
        }

        return ArtifactReader.Read(path);
    }

    private async Task<Outcome<BuiltProgram>> OpenArtifactAsync(string path, RunOptions options, CancellationToken cancellationToken)
    {
        using var turn = await EnterAsync(cancellationToken).ConfigureAwait(false);
        var inputs = new InputTracker();
        if (!ReadArtifact(path, inputs).TryGet(out var artifact, out var failure))
        {
            return failure;
        }

        var loaded = await runtime.LoadAsync(artifact, options, cancellationToken).ConfigureAwait(false);
        return loaded.TryGet(out var program, out failure) ? new BuiltProgram(program, inputs.ToInputs()) : failure;
    }
}

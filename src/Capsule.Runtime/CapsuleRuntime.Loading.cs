using Capsule.Runtime.Artifacts;
using Capsule.Runtime.Programs;

namespace Capsule.Runtime;

/// <content>Loading programs, with the guest of their language.</content>
public sealed partial class CapsuleRuntime
{
    /// <summary>Loads the program of an entry file, to run its tasks; what was built before and is unchanged is reused.</summary>
    internal async Task<Outcome<LoadedProgram>> LoadAsync(
        ProgramRequest request, RunOptions options, CancellationToken cancellationToken = default)
    {
        var opened = await OpenAsync(request, options, cancellationToken).ConfigureAwait(false);
        return opened.TryGet(out var built, out var failure) ? built.Program : failure;
    }

    /// <summary>Loads a program whose files are at hand.</summary>
    internal Task<Outcome<LoadedProgram>> LoadAsync(
        ProgramSource source, RunOptions options, CancellationToken cancellationToken = default) =>
        threads.RunAsync(() =>
            languages.Open(source.Language, cancellationToken).TryGet(out var language, out var failure)
                ? language.Toolchain.Open(source, options.Defaults, LoadSinks.Of(options, source.Module), cancellationToken)
                : failure);

    /// <summary>Loads the program of an artifact and its companions, with the policies that they were built with.</summary>
    internal async Task<Outcome<LoadedProgram>> LoadAsync(
        Artifact artifact, RunOptions options, CancellationToken cancellationToken = default)
    {
        var loaded = await LoadAloneAsync(artifact, options, cancellationToken).ConfigureAwait(false);
        return loaded.TryGet(out var program, out var failure)
            ? await CompanionPrograms.AddAsync(program, artifact, companion => LoadAloneAsync(companion, options, cancellationToken)).ConfigureAwait(false)
            : failure;
    }

    private Task<Outcome<LoadedProgram>> LoadAloneAsync(Artifact artifact, RunOptions options, CancellationToken cancellationToken) =>
        threads.RunAsync(() =>
            GuestLanguage.OfName(artifact.Info.Language) is not { } known
                ? Failure.Config(
                    $"the artifact is a program in {artifact.Info.Language}, and this Capsule has guests for {string.Join(", ", GuestLanguage.All)}")
                : languages.Open(known, cancellationToken).TryGet(out var language, out var failure)
                    ? language.Toolchain.Open(artifact, LoadSinks.Of(options, artifact.Info.Module), cancellationToken)
                    : failure);

    /// <summary>Loads the program of an entry file with its companions, and tells what it was made from.</summary>
    internal async Task<Outcome<BuiltProgram>> OpenAsync(
        ProgramRequest request, RunOptions options, CancellationToken cancellationToken)
    {
        var opened = await OpenAloneAsync(request, options, cancellationToken).ConfigureAwait(false);
        return opened.TryGet(out var built, out var failure)
            ? await CompanionPrograms.AddAsync(built, request, companion => OpenAloneAsync(companion, options, cancellationToken)).ConfigureAwait(false)
            : failure;
    }

    private Task<Outcome<BuiltProgram>> OpenAloneAsync(
        ProgramRequest request, RunOptions options, CancellationToken cancellationToken) =>
        threads.RunAsync(() =>
            languages.Open(request.Language, cancellationToken).TryGet(out var language, out var failure)
                ? language.Toolchain.Open(request, LoadSinks.Of(options, request.EntryFile), cancellationToken)
                : failure);
}

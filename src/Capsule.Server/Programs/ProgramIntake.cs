using System.Security.Cryptography;
using Capsule.Runtime;
using Capsule.Runtime.Artifacts;
using Capsule.Runtime.Programs;

namespace Capsule.Server.Programs;

/// <summary>Makes versions of what is uploaded.</summary>
internal sealed class ProgramIntake(ProgramStore store, CapsuleRuntime runtime, ServerOptions options, TimeProvider time)
{
    /// <summary>What may be unpacked of a stranger's artifact.</summary>
    internal static readonly ArtifactBounds Bounds = new(FileBytes: 128L << 20, SnapshotBytes: 256L << 20);

    /// <summary>What a program's tasks take as JSON at most, in characters: each answer about it has them.</summary>
    private const int MaxTasksLength = 1 << 20;

    /// <summary>Builds a program of sources, unless it is there.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="sources">The sources.</param>
    /// <param name="charge">Receives what its modules compute.</param>
    /// <param name="cancellationToken">Ends building.</param>
    internal async Task<Outcome<(ProgramVersion Program, bool IsNew)>> AddAsync(
        string tenant, UploadedSources sources, Action<long> charge, CancellationToken cancellationToken)
    {
        var version = sources.Version;
        if (store.Find(tenant, version) is { } known)
        {
            return (known, false);
        }

        var loaded = await runtime.LoadAsync(sources.Source, new RunOptions { Defaults = options.Policy, Charge = charge }, cancellationToken);
        return loaded.TryGet(out var program, out var failure)
            ? Keep(tenant, version, program, program.Export)
            : failure;
    }

    /// <summary>Takes an artifact, unless it is there.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="artifact">The artifact.</param>
    /// <param name="charge">Receives what its modules compute, where they are executed: its snapshot is of another image.</param>
    /// <param name="cancellationToken">Ends loading.</param>
    internal async Task<Outcome<(ProgramVersion Program, bool IsNew)>> AddAsync(
        string tenant, byte[] artifact, Action<long> charge, CancellationToken cancellationToken)
    {
        var version = Convert.ToHexStringLower(SHA256.HashData(artifact));
        if (store.Find(tenant, version) is { } known)
        {
            return (known, false);
        }

        if (!ArtifactReader.Read(artifact, "the body", Bounds).TryGet(out var read, out var failure))
        {
            return failure;
        }

        if (ProgramFiles.Check(read) is { } wrong)
        {
            return wrong;
        }

        return (await runtime.LoadAsync(read, new RunOptions { Charge = charge }, cancellationToken)).TryGet(out var program, out failure)
            ? Keep(tenant, version, program, () => artifact)
            : failure;
    }

    private Outcome<(ProgramVersion Program, bool IsNew)> Keep(string tenant, string version, LoadedProgram program, Func<byte[]> export)
    {
        if (ServerGrants.Refuse(program, options.Caps) is { } refusal)
        {
            return refusal;
        }

        var (artifact, tasks) = (export(), ProgramTasks.ToJson(program.Manifest));
        if (tasks.Length > MaxTasksLength)
        {
            return new Failure(ErrorType.LimitExceeded, $"the program declares {program.Manifest.Tasks.Count} tasks, which with their options take {tasks.Length} characters: {MaxTasksLength} are allowed");
        }

        var made = new ProgramVersion(
            version, program.Source.Language.Name, program.Source.EntryFile, tasks, artifact.Length + tasks.Length, time.GetUtcNow());
        return store.Add(tenant, made, artifact, options.MaxProgramBytes);
    }
}

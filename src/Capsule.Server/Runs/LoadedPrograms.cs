using Capsule.Runtime;
using Capsule.Runtime.Artifacts;
using Capsule.Runtime.Embedding;
using Capsule.Runtime.Programs;
using Capsule.Server.Programs;
using Capsule.Server.Tenants;

namespace Capsule.Server.Runs;

/// <summary>Programs in memory: those that were run last, within a bound. Thread-safe.</summary>
internal sealed class LoadedPrograms(ProgramStore store, CapsuleRuntime runtime, TenantStore tenants, ServerOptions options, TimeProvider time)
{
    private const long MaxBytes = 512L << 20;
    private const int MaxPrograms = 256;

    /// <summary>Reading an artifact takes a few times what it is then: a few at a time.</summary>
    private const int LoadedAtOnce = 2;
    private const int LoadedAtOnceOfTenant = 1;

    /// <summary>Threat: a tenant whose artifacts load slowly, behind which all others' runs wait.</summary>
    private readonly FairSlots loading = new(LoadedAtOnce, maxWaiting: int.MaxValue, most: _ => LoadedAtOnceOfTenant, time);
    private readonly Lock gate = new();
    private readonly OrderedDictionary<(string Tenant, string Program), (LoadedProgram Program, long Bytes)> loaded = [];
    private long bytes;

    /// <summary>A program of a tenant, ready to run.</summary>
    internal async Task<Outcome<LoadedProgram>> LoadAsync(string tenant, RunProgram program, CancellationToken cancellationToken)
    {
        // Code is an argument: the program that executes it is the same for all.
        var owner = program.Version is null ? "" : tenant;
        var key = (owner, program.ToString());
        if (Find(key) is { } known)
        {
            return known;
        }

        if (await loading.TakeAsync(owner, Timeout.InfiniteTimeSpan, cancellationToken) != SlotAnswer.Taken)
        {
            return new Failure(ErrorType.Cancelled, "nobody waits for the program any more");
        }

        try
        {
            if (Find(key) is { } made)
            {
                return made;
            }

            var (read, size) = program.Language is { } language
                ? (await LoadCodeAsync(language, cancellationToken), 0)
                : await LoadVersionAsync(tenant, program.Version!, cancellationToken);
            if (read.Value is { } ready)
            {
                Keep(key, ready, size);
            }

            return read;
        }
        finally
        {
            loading.Give(owner);
        }
    }

    private Task<Outcome<LoadedProgram>> LoadCodeAsync(GuestLanguage language, CancellationToken cancellationToken)
    {
        var reference = CodePrograms.Of(language);
        return runtime.LoadAsync(ProgramSource.FromText(reference.Value, reference.FileName), new RunOptions { Defaults = options.Policy }, cancellationToken);
    }

    private async Task<(Outcome<LoadedProgram> Program, long Bytes)> LoadVersionAsync(string tenant, string version, CancellationToken cancellationToken)
    {
        if (store.ReadArtifact(tenant, version) is not { } bytes)
        {
            return (Failure.Config($"there is no program of the version {version}: it was deleted"), 0);
        }

        // Its modules are executed where its snapshot is of another image.
        var how = new RunOptions { Charge = tenants.Find(tenant) is { } use ? use.Charge : null };
        return ArtifactReader.Read(bytes, version, ProgramIntake.Bounds).TryGet(out var artifact, out var failure)
            ? (await runtime.LoadAsync(artifact, how, cancellationToken), artifact.UnpackedSize)
            : (failure, 0);
    }

    private LoadedProgram? Find((string, string) key)
    {
        lock (gate)
        {
            if (!loaded.Remove(key, out var found))
            {
                return null;
            }

            loaded.Add(key, found);
            return found.Program;
        }
    }

    private void Keep((string, string) key, LoadedProgram program, long size)
    {
        lock (gate)
        {
            if (loaded.TryAdd(key, (program, size)))
            {
                bytes += size;
            }

            while (loaded.Count > MaxPrograms || (bytes > MaxBytes && loaded.Count > 1))
            {
                bytes -= loaded.GetAt(0).Value.Bytes;
                loaded.RemoveAt(0);
            }
        }
    }
}

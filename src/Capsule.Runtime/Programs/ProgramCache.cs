using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Capsule.Guests.Abstractions;
using Capsule.Runtime.Artifacts;
using Capsule.Runtime.Images;
using Capsule.Runtime.Locking;
using Capsule.Runtime.Programs.Inputs;

namespace Capsule.Runtime.Programs;

/// <summary>
/// Keeps built programs: for each place that one was built from an index with everything that went in, and for each
/// program an artifact. A program is taken from here only when all that went in is the same, by contents.
/// </summary>
internal sealed class ProgramCache(CacheDirectory directory, SealedFiles files, GuestIdentity guest)
{
    /// <summary>Where packages of projects are.</summary>
    internal InstalledPackages Packages { get; } = new(directory.Path);

    internal const string IndexPrefix = "index-";
    internal const string ProgramPrefix = "program-";

    /// <summary>Threat: an index that takes the memory of the host. A program of 100 000 files has one of some 15 MB.</summary>
    private const long IndexLimit = 64L << 20;

    /// <summary>The program of a place, or null when it has to be built.</summary>
    internal CachedArtifact? Find(ProgramRequest request, string? virtualEnvironment)
    {
        var indexName = IndexName(request, virtualEnvironment);
        if (ReadIndex(indexName) is not { Failure: null } index || InputsOf(index) is not { } inputs || !inputs.AreUnchanged()
            || files.Read(ProgramName(index.Program), ArtifactReader.SizeLimit) is not { } bytes)
        {
            return null;
        }

        if (!ArtifactReader.Read(bytes, index.Program).TryGet(out var artifact, out _) || artifact.Info.ImageId != guest.ImageId)
        {
            return null;
        }

        files.MarkUsed(indexName);
        return new CachedArtifact(artifact, inputs, index.LeftOut ?? []);
    }

    /// <summary>Keeps a program. A cache that cannot be written to is not the program's fault: nothing is kept then.</summary>
    internal void Add(ProgramRequest request, string? virtualEnvironment, BuiltProgram built)
    {
        AddIndex(request, virtualEnvironment, IndexOf(built.Program.Id, built.Inputs) with { LeftOut = built.Program.LeftOut }, () => files.Add(
            ProgramName(built.Program.Id),
            ArtifactWriter.Write(built.Program, guest, ArtifactWriter.Unpacked)));
    }

    /// <summary>Why the program of a place cannot be loaded, when that was found out with the same inputs and limits.</summary>
    internal Failure? FindFailure(ProgramRequest request, string? virtualEnvironment, LoadLimits limits) =>
        ReadIndex(IndexName(request, virtualEnvironment)) is { Failure: { } message } index
        && index.Limits == Describe(limits) && InputsOf(index).AreUnchanged()
            ? new Failure(ErrorType.BuildError, $"{message} (it was not tried again: nothing has changed since)")
            : null;

    /// <summary>Keeps that a program cannot be loaded, so that each run does not find it out anew at the cost of all its limits.</summary>
    internal void AddFailure(
        ProgramRequest request, string? virtualEnvironment, LoadLimits limits, ProgramInputs inputs, Failure failure) =>
        AddIndex(
            request, virtualEnvironment, IndexOf("", inputs) with { Failure = failure.Message, Limits = Describe(limits) }, () => { });

    private static string Describe(LoadLimits limits) => $"{limits.Compute.Units} {limits.Ram.Bytes} {limits.Time.Ticks}";

    private static CachedProgram IndexOf(string program, ProgramInputs inputs) => new(
        program,
        inputs.Files.ToDictionary(file => file.Key, file => Convert.ToHexStringLower(file.Value)),
        inputs.Folders.ToDictionary(folder => folder.Key, folder => Convert.ToHexStringLower(folder.Value)));

    private void AddIndex(ProgramRequest request, string? virtualEnvironment, CachedProgram index, Action addProgram)
    {
        try
        {
            directory.Ensure();
            addProgram();
            files.Add(
                IndexName(request, virtualEnvironment),
                JsonSerializer.SerializeToUtf8Bytes(index, CachedProgramJson.Default.CachedProgram));
            CacheCleaner.KeepBounded(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next run builds it again.
        }
    }

    private static string ProgramName(string id) => $"{ProgramPrefix}{id[..32]}.wasm";

    /// <summary>One index for each way to ask: the same file with other packages is another program.</summary>
    private string IndexName(ProgramRequest request, string? virtualEnvironment)
    {
        var key = string.Join('\0',
            guest.ImageId, Path.GetFullPath(request.EntryFile), request.Project.Path, request.SitePackages, virtualEnvironment,
            request.Text is { } text ? Convert.ToHexStringLower(SHA256.HashData(text.Span)) : "");
        return $"{IndexPrefix}{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..32]}.json";
    }

    private CachedProgram? ReadIndex(string name)
    {
        try
        {
            return files.Read(name, IndexLimit) is { } json
                ? JsonSerializer.Deserialize(json, CachedProgramJson.Default.CachedProgram)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ProgramInputs InputsOf(CachedProgram index) => new(
        index.Files.ToDictionary(file => file.Key, file => Convert.FromHexString(file.Value)),
        index.Folders.ToDictionary(folder => folder.Key, folder => Convert.FromHexString(folder.Value)));
}

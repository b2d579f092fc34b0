using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using Capsule.Guests.Abstractions;
using Capsule.Runtime.Programs;
using Capsule.Wasm.Binary;

namespace Capsule.Runtime.Artifacts;

/// <summary>Writes a program as a file: a WebAssembly module of custom sections.</summary>
internal static class ArtifactWriter
{
    /// <summary>For files that stay on this machine: reading them must be quick.</summary>
    internal const int Unpacked = 0;

    /// <summary>For files that travel.</summary>
    internal const int Packed = 9;

    internal static byte[] Write(LoadedProgram program, GuestIdentity guest, int level)
    {
        var module = new WasmModule();
        void Add(string name, ReadOnlyMemory<byte> bytes) => module.Custom.Add(new CustomSection(name, bytes));

        Add(ArtifactSections.Program, JsonSerializer.SerializeToUtf8Bytes(
            InfoOf(program, guest), ArtifactJson.Default.ArtifactInfo));
        Add(ArtifactSections.Files, Payload.Pack(FileList.Write(program.Source.Files), level));
        Add(ArtifactSections.Packages, Payload.Pack(FileList.Write(program.Source.Packages), level));
        if (program.Snapshot is { } snapshot)
        {
            Add(ArtifactSections.Snapshot, Payload.Pack(PageList.Write(snapshot.Delta), level));
        }

        if (program.Companions.Count > 0)
        {
            Add(ArtifactSections.Companions, Payload.Pack(FileList.Write(program.Companions.ToDictionary(pair => pair.Key, pair => Whole(pair.Value))), level));
        }

        Add(ArtifactSections.Checksum, SHA256.HashData(module.Write()));
        return module.Write();
    }

    /// <summary>A companion as an artifact of its own; what it is in is packed.</summary>
    private static ReadOnlyMemory<byte> Whole(LoadedProgram companion) => Write(companion, companion.Guest.Identity, Unpacked);

    private static ArtifactInfo InfoOf(LoadedProgram program, GuestIdentity guest) => new()
    {
        Format = ArtifactInfo.CurrentFormat,
        ProgramId = program.Id,
        Language = guest.Language,
        ImageId = guest.ImageId,
        CapsuleVersion = Version,
        Module = program.Source.Module,
        EntryFile = program.Source.EntryFile,
        SearchFolder = program.Source.SearchFolder,
        Entry = program.Manifest.Entry,
        Tasks = [.. program.Manifest.Tasks.Select(ArtifactTask.Of)],
        Snapshot = program.Snapshot is { } snapshot
            ? new ArtifactSnapshot(snapshot.MemoryBytes, snapshot.PopulatedPages, snapshot.Globals, snapshot.Tables, LibraryPlacement.Of(snapshot))
            : null,
    };

    private static string Version => typeof(ArtifactWriter).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}

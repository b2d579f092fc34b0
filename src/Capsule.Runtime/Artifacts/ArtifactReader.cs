using System.Collections.ObjectModel;
using System.Security.Cryptography;
using System.Text.Json;
using Capsule.Files;
using Capsule.Json;
using Capsule.Runtime.Programs;
using Capsule.Wasm.Binary;
using Capsule.Wasm.Memory;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Runtime.Artifacts;

/// <summary>Reads artifacts. Whatever a file contains, the answer is an artifact or a failure, within bounds.</summary>
internal static class ArtifactReader
{
    /// <summary>What an artifact may have at most, in bytes.</summary>
    internal const long SizeLimit = 1L << 30;

    private const int MostTasks = 1000;
    private const int MostState = 64;
    private const uint MostTableElements = 100_000;

    private static ReadOnlySpan<byte> Magic => "\0asm"u8;

    /// <summary>Reads a file.</summary>
    public static Outcome<Artifact> Read(string path)
    {
        try
        {
            using var file = RegularFile.Open(path);

            // Threat: a gigabyte of zeros, which takes no room on a disk.
            Span<byte> start = stackalloc byte[Magic.Length];
            var length = RandomAccess.Read(file, start, 0);
            return start[..length].SequenceEqual(Magic) ? Read(RegularFile.Read(file, path, SizeLimit), path)
                : GuestLanguage.OfFile(path) is { } language
                    ? Failure.Config($"{path} is a {language.Title} file, not an artifact: use 'capsule run {path}', or make an artifact with 'capsule build {path}'")
                : Damaged(path, "it is no WebAssembly module");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Failure.Config($"there is no file {path}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failure.Config($"{path} cannot be read: {e.Message}");
        }
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="name">The file's name, for messages.</param>
    /// <param name="bounds">What may be unpacked; null for <see cref="ArtifactBounds.Default"/>.</param>
    public static Outcome<Artifact> Read(ReadOnlyMemory<byte> bytes, string name, ArtifactBounds? bounds = null)
    {
        try
        {
            var module = WasmModule.Read(bytes);
            if (module.Custom.All(section => section.Name != ArtifactSections.Program))
            {
                return Failure.Config($"{name} is a WebAssembly module, but no program that 'capsule build' made");
            }

            CheckSum(bytes, Required(module, ArtifactSections.Checksum));
            var info = ReadInfo(Required(module, ArtifactSections.Program), name);
            return info.TryGet(out var checkedInfo, out var failure) ? ReadContents(module, checkedInfo, bytes.Length, bounds ?? ArtifactBounds.Default) : failure;
        }
        catch (Exception e) when (e is InvalidDataException or JsonException)
        {
            return Damaged(name, e.Message);
        }
    }

    private static Outcome<ArtifactInfo> ReadInfo(ReadOnlyMemory<byte> json, string name)
    {
        var root = BoundedJson.Parse(json.Span, JsonBounds.Message);
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("format", out var format)
            || format.ValueKind != JsonValueKind.Number
            || !format.TryGetInt32(out var number))
        {
            return Damaged(name, "it does not say which format it has");
        }

        if (number != ArtifactInfo.CurrentFormat)
        {
            return Failure.Config(
                $"{name} has format {number}, and this version of Capsule reads {ArtifactInfo.CurrentFormat}; "
                + "build it again from its sources");
        }

        var info = JsonSerializer.Deserialize(json.Span, ArtifactJson.Default.ArtifactInfo);
        return info is not null && IsPlausible(info) ? info : Damaged(name, "what it says of itself is impossible");
    }

    private static Artifact ReadContents(WasmModule module, ArtifactInfo info, long size, ArtifactBounds bounds)
    {
        var pages = info.Snapshot is { } snapshot && Section(module, ArtifactSections.Snapshot) is { } section
            ? PageList.Read(Payload.Unpack(section, Math.Min(bounds.SnapshotBytes, WholeMemory(snapshot))).Span, snapshot.MemoryBytes)
            : null;
        return new Artifact(
            info, ReadFiles(module, ArtifactSections.Files, bounds), ReadFiles(module, ArtifactSections.Packages, bounds), pages, size)
        {
            Companions = Section(module, ArtifactSections.Companions) is null
                ? ReadOnlyDictionary<string, Artifact>.Empty
                : ReadCompanions(ReadFiles(module, ArtifactSections.Companions, bounds)),
        };
    }

    private static Dictionary<string, Artifact> ReadCompanions(Dictionary<string, ReadOnlyMemory<byte>> files)
    {
        if (!CompanionPrograms.AreFiles(files.Keys))
        {
            throw new InvalidDataException("it has programs beside it that no project can have");
        }

        return files.ToDictionary(file => file.Key, file => ReadCompanion(file.Key, file.Value));
    }

    /// <summary>
    /// Threat: artifacts within artifacts without end, and each packed again, so that what is unpacked multiplies. What is in a companion
    /// is not packed, and takes no more than it has been counted for.
    /// </summary>
    private static Artifact ReadCompanion(string file, ReadOnlyMemory<byte> bytes) =>
        Section(WasmModule.Read(bytes), ArtifactSections.Companions) is not null ? throw new InvalidDataException($"its program {file} has programs beside it itself")
        : Read(bytes, file, new ArtifactBounds(bytes.Length, bytes.Length)).TryGet(out var companion, out var failure) ? companion
        : throw new InvalidDataException(failure.Message);

    private static Dictionary<string, ReadOnlyMemory<byte>> ReadFiles(WasmModule module, string name, ArtifactBounds bounds) =>
        FileList.Read(Payload.Unpack(Required(module, name), bounds.FileBytes));

    /// <summary>All pages of the memory, and their numbers.</summary>
    private static long WholeMemory(ArtifactSnapshot snapshot) =>
        4 + (long)(snapshot.MemoryBytes / WasmPages.HostPage * (WasmPages.HostPage + 4));

    private static bool IsPlausible(ArtifactInfo info) =>
        info.Tasks.Count <= MostTasks
        && info.Tasks.Select(task => task.Name).Distinct().Count() == info.Tasks.Count
        && (info.Entry is null || info.Tasks.Any(task => task.Name == info.Entry))
        && (info.Snapshot is null || IsPlausible(info.Snapshot));

    private static bool IsPlausible(ArtifactSnapshot snapshot) =>
        snapshot.MemoryBytes is > 0 and <= WasmPages.AddressSpace
        && snapshot.MemoryBytes % WasmPages.Size == 0
        && snapshot is { PopulatedPages: >= 0, Globals.Count: <= MostState, Tables.Count: <= MostState, Libraries.Count: <= Sandbox.MaxModules }
        && snapshot.Tables.All(length => length <= MostTableElements);

    private static ReadOnlyMemory<byte>? Section(WasmModule module, string name) =>
        module.Custom.Find(section => section.Name == name)?.Bytes;

    private static ReadOnlyMemory<byte> Required(WasmModule module, string name) =>
        Section(module, name) ?? throw new InvalidDataException($"it has no section '{name}'");

    /// <summary>The checksum is the last section: everything before it is what it is of.</summary>
    private static void CheckSum(ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte> checksum)
    {
        var sectionSize = 2 + 1 + ArtifactSections.Checksum.Length + SHA256.HashSizeInBytes;
        if (checksum.Length != SHA256.HashSizeInBytes || bytes.Length < sectionSize
            || !SHA256.HashData(bytes.Span[..^sectionSize]).AsSpan().SequenceEqual(checksum.Span))
        {
            throw new InvalidDataException("its checksum is wrong");
        }
    }

    private static Failure Damaged(string name, string reason) =>
        Failure.Config($"{name} is damaged, or no program that 'capsule build' made: {reason}");
}

using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Capsule.Guests.Emscripten.Linking;
using Capsule.Guests.Python;
using Capsule.Wasm.Engine;

namespace Capsule.GuestBuilder;

/// <summary>Writes the files of a guest package.</summary>
internal sealed class GuestPackageWriter(
    BuildPaths paths, byte[] code, LinkedGuest guest, MainSymbols symbols, BuiltPythonImage built)
{
    /// <summary>The same for every build, so that the archive is.</summary>
    private static readonly DateTimeOffset EntryTime = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly byte[] memoryHash =
        SHA256.HashData(built.Snapshot.Image.Bytes(0, checked((int)built.Snapshot.Image.Length)));

    /// <summary>The guest, to run here and now; it owns the compiled code and the image from here on.</summary>
    internal PythonGuest ToGuest(
        WasmEngine engine, CompiledModule compiled, IReadOnlyDictionary<string, byte[]> files)
    {
        WriteImage();
        return new PythonGuest(engine, compiled, built.Snapshot.Image, Info(files), files);
    }

    internal void Write(IReadOnlyDictionary<string, byte[]> files)
    {
        File.WriteAllBytes(Path.Combine(paths.Output, GuestPackage.CodeFile), code);
        File.WriteAllBytes(Path.Combine(paths.Output, GuestPackage.SymbolsFile), symbols.Write());
        WriteArchive(files);
        var info = JsonSerializer.SerializeToUtf8Bytes(Info(files), GuestJson.Default.PythonImageInfo);
        File.WriteAllBytes(Path.Combine(paths.Output, GuestPackage.InfoFile), info);
    }

    private void WriteImage()
    {
        using var file = File.Create(Path.Combine(paths.Output, GuestPackage.ImageFile));
        using var compressor = new BrotliStream(file, new BrotliCompressionOptions { Quality = 6 });
        compressor.Write(built.Snapshot.Image.Bytes(0, checked((int)built.Snapshot.Image.Length)));
    }

    private void WriteArchive(IReadOnlyDictionary<string, byte[]> files)
    {
        var path = Path.Combine(paths.Output, GuestPackage.ArchiveFile);
        File.Delete(path);
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (name, bytes) in files)
        {
            var entry = zip.CreateEntry(name, CompressionLevel.Optimal);
            entry.LastWriteTime = EntryTime;
            using var stream = entry.Open();
            stream.Write(bytes);
        }
    }

    private PythonImageInfo Info(IReadOnlyDictionary<string, byte[]> files)
    {
        var codeHash = Convert.ToHexStringLower(SHA256.HashData(code));
        return new PythonImageInfo
        {
            PythonVersion = PythonVersion(),
            Id = Identity(codeHash, files),
            CodeHash = codeHash,
            Guest = guest,
            Globals = built.Snapshot.Globals,
            Tables = built.Snapshot.Tables,
            MemoryBytes = built.Snapshot.MemoryBytes,
            PopulatedPages = built.Snapshot.PopulatedPages,
            Addresses = built.Addresses,
        };
    }

    /// <summary>A hash of the memory, the code and the files: what a program's snapshot is relative to.</summary>
    private string Identity(string codeHash, IReadOnlyDictionary<string, byte[]> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(memoryHash);
        hash.AppendData(Encoding.UTF8.GetBytes(codeHash));
        foreach (var (name, bytes) in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(name));
            hash.AppendData(SHA256.HashData(bytes));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private string PythonVersion()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(paths.PyodideLock));
        return json.RootElement.GetProperty("info").GetProperty("python").GetString()!;
    }
}

using System.IO.Compression;
using System.Text.Json;
using Capsule.Errors;
using Capsule.Guests.Python;
using Capsule.Wasm.Engine;
using Capsule.Wasm.Memory;

namespace Capsule.Runtime.Images;

/// <summary>
/// Gives the Python guest, ready to run. What depends on this machine (code for its processor, the image as a file to
/// map) is made once and cached; an entry that is missing, damaged or of another version is made again.
/// </summary>
internal sealed class GuestStore(CacheDirectory directory, string package)
{
    /// <summary>Part of the names of compiled code: another engine or other settings need other code.</summary>
    private const string EngineVersion = "wasmtime50.0.1-1";

    /// <summary>Opens the guest, preparing what is not there yet.</summary>
    /// <param name="engine">Runs the guest.</param>
    /// <param name="files">The cache's files.</param>
    /// <param name="observer">Hears what is prepared.</param>
    /// <param name="cancellation">Ends waiting for another process.</param>
    /// <exception cref="IOException">The cache cannot be written to: no space, or no permission.</exception>
    internal Outcome<PythonGuest> Open(
        WasmEngine engine, SealedFiles files, IPreparationObserver observer, CancellationToken cancellation = default)
    {
        if (GuestLocation.Check(package) is { } failure)
        {
            return failure;
        }

        var info = ReadInfo();
        if (info is not { Format: PythonImageInfo.CurrentFormat })
        {
            return Failure.Config($"the Python guest in {package} is of another version of Capsule; reinstall Capsule");
        }

        return TryOpen(engine, info, files) ?? Prepare(engine, info, files, observer, cancellation);
    }

    private static string CodeName(PythonImageInfo info) => $"python-{info.CodeHash[..16]}-{EngineVersion}.cwasm";

    private static string ImageName(PythonImageInfo info) => $"python-{info.Id[..16]}.image";

    private PythonImageInfo? ReadInfo()
    {
        try
        {
            return JsonSerializer.Deserialize(
                File.ReadAllBytes(Path.Combine(package, GuestPackage.InfoFile)), GuestJson.Default.PythonImageInfo);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private PythonGuest? TryOpen(WasmEngine engine, PythonImageInfo info, SealedFiles files)
    {
        if (files.Find(ImageName(info)) is not { } image || LoadCode(engine, info, files) is not { } code)
        {
            return null;
        }

        var archive = Path.Combine(package, GuestPackage.ArchiveFile);
        return new PythonGuest(engine, code, MemoryImage.OpenFile(image), info, archive);
    }

    private static CompiledModule? LoadCode(WasmEngine engine, PythonImageInfo info, SealedFiles files)
    {
        try
        {
            return files.Find(CodeName(info)) is { } path ? engine.LoadFile(path) : null;
        }
        catch (WasmException)
        {
            return null; // compiled for another processor, as in a home directory that moves
        }
    }

    private PythonGuest Prepare(
        WasmEngine engine, PythonImageInfo info, SealedFiles files, IPreparationObserver observer,
        CancellationToken cancellation)
    {
        directory.Ensure();
        var path = directory.PathOf("prepare.lock");
        using var held = FileLock.Take(path, () => observer.OnStep(PreparationStep.Waiting), cancellation);
        using (var code = LoadCode(engine, info, files))
        {
            if (code is null)
            {
                AddCode(engine, info, files, observer);
            }
        }

        if (files.Find(ImageName(info)) is null)
        {
            AddImage(info, files, observer);
        }

        observer.OnDone();
        return TryOpen(engine, info, files)
            ?? throw new IOException($"{directory.Path} does not keep what is written to it");
    }

    private void AddCode(WasmEngine engine, PythonImageInfo info, SealedFiles files, IPreparationObserver observer)
    {
        observer.OnStep(PreparationStep.Compiling);
        using var module = engine.Compile(File.ReadAllBytes(Path.Combine(package, GuestPackage.CodeFile)));
        files.Add(CodeName(info), stream => stream.Write(module.Serialize()));
    }

    private void AddImage(PythonImageInfo info, SealedFiles files, IPreparationObserver observer)
    {
        observer.OnStep(PreparationStep.Unpacking);
        files.Add(ImageName(info), stream =>
        {
            using var packed = File.OpenRead(Path.Combine(package, GuestPackage.ImageFile));
            using var unpacked = new BrotliStream(packed, CompressionMode.Decompress);
            unpacked.CopyTo(stream);
        });
    }
}

using System.IO.Compression;
using System.Text.Json;
using Capsule.Files;
using Capsule.Guests.Python;
using Capsule.Wasm.Engine;
using Capsule.Wasm.Memory;
using Microsoft.Win32.SafeHandles;

namespace Capsule.Runtime.Images;

/// <summary>
/// Gives the Python guest, ready to run. What depends on this machine (code for its processor, the image as a file to
/// map) is made once and cached; an entry that is missing, damaged or of another version is made again.
/// </summary>
/// <param name="directory">The cache.</param>
/// <param name="package">The folder of the guest's files, which came with the installation.</param>
/// <param name="prepared">A guest that was prepared ahead; null for none.</param>
/// <param name="mayHold">Whether the cache's files may be held instead of copied (<see cref="SealedFiles.OpenUnchangeable"/>).</param>
internal sealed class GuestStore(CacheDirectory directory, string package, PreparedFolder? prepared, bool mayHold)
{
    /// <summary>Part of the names of compiled code: another engine or other settings need other code.</summary>
    private const string Engine = "wasmtime50.0.1-1";

    /// <summary>The same with the processor, for code of this machine alone.</summary>
    private static readonly string EngineVersion = $"{Engine}-{Processor.Id}";

    /// <summary>What files of an installation may have at most.</summary>
    private const long PackageFileLimit = 256L << 20;

    /// <summary>Opens the guest, preparing what is not there yet.</summary>
    /// <param name="engine">Runs the guest.</param>
    /// <param name="files">The cache's files.</param>
    /// <param name="observer">Receives what is prepared.</param>
    /// <param name="cancellationToken">Ends waiting for another process.</param>
    /// <exception cref="IOException">The cache cannot be written to: no space, or no permission.</exception>
    internal Outcome<PythonGuest> Open(
        WasmEngine engine, SealedFiles files, IPreparationObserver observer, CancellationToken cancellationToken = default)
    {
        if (GuestLocation.Check(package) is { } failure)
        {
            return failure;
        }

        return ReadInfo(package).TryGet(out var info, out failure)
            ? TryOpen(engine, info, files) ?? Prepare(engine, info, files, observer, cancellationToken)
            : failure;
    }

    /// <summary>What the guest's files say of themselves.</summary>
    internal static Outcome<PythonImageInfo> ReadInfo(string package)
    {
        try
        {
            if (JsonSerializer.Deserialize(ReadPackageFile(package, GuestPackage.InfoFile), GuestJson.Default.PythonImageInfo)
                is { Format: PythonImageInfo.CurrentFormat } info)
            {
                return info;
            }
        }
        catch (JsonException)
        {
            // Nothing that this version wrote.
        }

        return Failure.Config($"the Python guest in {package} was built by another version of Capsule; reinstall Capsule");
    }

    /// <summary>The image's memory.</summary>
    internal static ReadOnlyMemory<byte> UnpackImage(string package)
    {
        using var packed = new MemoryStream(ReadPackageFile(package, GuestPackage.ImageFile));
        using var unpacked = new BrotliStream(packed, CompressionMode.Decompress);
        using var image = new MemoryStream();
        unpacked.CopyTo(image);
        return image.GetBuffer().AsMemory(0, (int)image.Length);
    }

    /// <summary>One of the guest's files.</summary>
    internal static byte[] ReadPackageFile(string package, string name) => RegularFile.Read(Path.Combine(package, name), PackageFileLimit);

    /// <summary>The name of code for more processors than this machine's.</summary>
    internal static string CommonCodeName(PythonImageInfo info) => $"python-{info.CodeHash[..16]}-{Engine}.cwasm";

    /// <summary>The name of the image's memory.</summary>
    internal static string ImageName(PythonImageInfo info) => $"python-{info.Id[..16]}.image";

    private static string CodeName(PythonImageInfo info) => $"python-{info.CodeHash[..16]}-{EngineVersion}.cwasm";

    private PythonGuest? TryOpen(WasmEngine engine, PythonImageInfo info, SealedFiles files)
    {
        // Where they are copied, each takes some time: two cores have one each.
        var opening = mayHold ? null : Task.Run(() => OpenImage(info, files));
        var code = LoadCode(engine, info, files);
        var image = opening is null ? OpenImage(info, files) : opening.GetAwaiter().GetResult();
        if (code is null || image is null)
        {
            code?.Dispose();
            image?.Dispose();
            return null;
        }

        var archive = Path.Combine(package, GuestPackage.ArchiveFile);
        return new PythonGuest(engine, code, image, info, archive)
        {
            Libraries = new LibraryStore(
                engine, directory, files, $"{info.CodeHash[..16]}-{EngineVersion}", () => ReadPackageFile(package, GuestPackage.SymbolsFile), mayHold),
        };
    }

    private MemoryImage? OpenImage(PythonImageInfo info, SealedFiles files) =>
        (prepared?.Open(ImageName(info), files) ?? files.OpenUnchangeable(ImageName(info), mayHold)) is { } image ? MemoryImage.Open(image) : null;

    private CompiledModule? LoadCode(WasmEngine engine, PythonImageInfo info, SealedFiles files) =>
        TryLoad(engine, prepared?.Open(CommonCodeName(info), files)) ?? TryLoad(engine, files.OpenUnchangeable(CodeName(info), mayHold));

    private static CompiledModule? TryLoad(WasmEngine engine, SafeFileHandle? file)
    {
        try
        {
            return file is null ? null : engine.Load(file);
        }
        catch (WasmException)
        {
            return null; // compiled for another processor, as in a home directory that moves, or for one that has more
        }
    }

    private PythonGuest Prepare(
        WasmEngine engine, PythonImageInfo info, SealedFiles files, IPreparationObserver observer,
        CancellationToken cancellationToken)
    {
        directory.Ensure();
        var path = directory.PathOf("prepare.lock");
        using var held = FileLock.Take(path, () => observer.OnStep(PreparationStep.Waiting), cancellationToken);
        var estimate = new CompilationEstimate(observer);
        using (var image = OpenImage(info, files))
        {
            if (image is null)
            {
                observer.OnStep(PreparationStep.Unpacking);
                var unpacked = estimate.Calibrate(() => UnpackImage(package));
                files.Add(ImageName(info), unpacked);
            }
        }

        using (var code = LoadCode(engine, info, files))
        {
            if (code is null)
            {
                observer.OnStep(PreparationStep.Compiling);
                using var module = estimate.Observe(() => engine.Compile(ReadPackageFile(package, GuestPackage.CodeFile)));
                files.Add(CodeName(info), module.Serialize());
            }
        }

        observer.OnDone();
        return TryOpen(engine, info, files)
            ?? throw new IOException($"{directory.Path} does not keep what is written to it");
    }
}

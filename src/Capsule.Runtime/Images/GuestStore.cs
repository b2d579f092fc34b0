using System.IO.Compression;
using Capsule.Files;
using Capsule.Runtime.Languages;
using Capsule.Wasm.Engine;
using Capsule.Wasm.Memory;

namespace Capsule.Runtime.Images;

/// <summary>
/// Gives a guest, or a compiler, ready to run. What depends on this machine (code for its processor, the image as a file to
/// map) is made once and cached; an entry that is missing, damaged or of another version is made again.
/// </summary>
/// <param name="directory">The cache.</param>
/// <param name="format">Its files.</param>
/// <param name="package">The folder of the guest's files, which came with the installation.</param>
/// <param name="mayHold">Whether the cache's files may be held instead of copied (<see cref="SealedFiles.OpenUnchangeable"/>).</param>
internal sealed class GuestStore(CacheDirectory directory, IPreparedFormat format, string package, bool mayHold)
{
    /// <summary>Part of the names of compiled code: another engine, other settings or another processor need other code.</summary>
    private static readonly string EngineVersion = $"wasmtime50.0.1-1-{Processor.Id}";

    /// <summary>What files of an installation may have at most.</summary>
    private const long PackageFileLimit = 256L << 20;

    /// <summary>Opens the guest, preparing what is not there yet.</summary>
    /// <param name="engine">Runs the guest.</param>
    /// <param name="files">The cache's files.</param>
    /// <param name="observer">Receives what is prepared.</param>
    /// <param name="cancellationToken">Ends waiting for another process.</param>
    /// <exception cref="IOException">The cache cannot be written to: no space, or no permission.</exception>
    internal Outcome<PreparedGuest> Open(
        WasmEngine engine, SealedFiles files, IPreparationObserver observer, CancellationToken cancellationToken = default)
    {
        return ReadInfo().TryGet(out var info, out var failure)
            ? TryOpen(engine, info, files) ?? Prepare(engine, info, files, observer, cancellationToken)
            : failure;
    }

    /// <summary>Which guest it is, without opening it.</summary>
    /// <exception cref="IOException">Its files cannot be read.</exception>
    internal Outcome<GuestInfo> ReadInfo() =>
        GuestLocation.Check(format, package) is { } failure ? failure
        : format.ReadInfo(ReadPackageFile(format.InfoFile)) is { } info ? info
        : Failure.Config($"the {format.Title} in {package} was built by another version of Capsule; reinstall Capsule");

    /// <summary>The store of libraries that belong to a module.</summary>
    /// <param name="engine">Runs them.</param>
    /// <param name="files">The cache's files.</param>
    /// <param name="info">The module.</param>
    /// <param name="symbols">The file with what libraries may bind to.</param>
    internal LibraryStore OpenLibraries(WasmEngine engine, SealedFiles files, GuestInfo info, string symbols) =>
        new(engine, directory, files, $"{info.CodeHash[..16]}-{EngineVersion}", () => ReadPackageFile(symbols), mayHold);

    private string CodeName(GuestInfo info) => $"{format.Name}-{info.CodeHash[..16]}-{EngineVersion}.cwasm";

    private string ImageName(GuestInfo info) => $"{format.Name}-{info.Identity.ImageId[..16]}.image";

    private PreparedGuest? TryOpen(WasmEngine engine, GuestInfo info, SealedFiles files)
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

        return new PreparedGuest(engine, code, image, info);
    }

    private MemoryImage? OpenImage(GuestInfo info, SealedFiles files) =>
        files.OpenUnchangeable(ImageName(info), mayHold) is { } image ? MemoryImage.Open(image) : null;

    private CompiledModule? LoadCode(WasmEngine engine, GuestInfo info, SealedFiles files)
    {
        try
        {
            return files.OpenUnchangeable(CodeName(info), mayHold) is { } file ? engine.Load(file) : null;
        }
        catch (WasmException)
        {
            return null; // compiled for another processor, as in a home directory that moves
        }
    }

    private PreparedGuest Prepare(
        WasmEngine engine, GuestInfo info, SealedFiles files, IPreparationObserver observer,
        CancellationToken cancellationToken)
    {
        directory.Ensure();
        var path = directory.PathOf("prepare.lock");
        using var held = FileLock.Take(path, () => observer.OnStep(PreparationStep.Waiting), cancellationToken);
        using (var code = LoadCode(engine, info, files))
        {
            if (code is null)
            {
                AddCode(engine, info, files, observer);
            }
        }

        using (var image = OpenImage(info, files))
        {
            if (image is null)
            {
                AddImage(info, files, observer);
            }
        }

        observer.OnDone();
        return TryOpen(engine, info, files)
            ?? throw new IOException($"{directory.Path} does not keep what is written to it");
    }

    private void AddCode(WasmEngine engine, GuestInfo info, SealedFiles files, IPreparationObserver observer)
    {
        observer.OnStep(PreparationStep.Compiling);
        using var module = engine.Compile(ReadPackageFile(format.CodeFile));
        files.Add(CodeName(info), module.Serialize());
    }

    private void AddImage(GuestInfo info, SealedFiles files, IPreparationObserver observer)
    {
        observer.OnStep(PreparationStep.Unpacking);
        using var packed = new MemoryStream(ReadPackageFile(format.ImageFile));
        using var unpacked = new BrotliStream(packed, CompressionMode.Decompress);
        using var image = new MemoryStream();
        unpacked.CopyTo(image);
        files.Add(ImageName(info), image.GetBuffer().AsMemory(0, (int)image.Length));
    }

    private byte[] ReadPackageFile(string name) => RegularFile.Read(Path.Combine(package, name), PackageFileLimit);
}

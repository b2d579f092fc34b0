using System.IO.Compression;
using Capsule.Files;
using Capsule.Guests.Abstractions;
using Capsule.Runtime.Languages;
using Capsule.Wasm.Engine;
using Capsule.Wasm.Memory;

namespace Capsule.Runtime.Images;

/// <summary>
/// Gives a language's guest, ready to run. What depends on this machine (code for its processor, the image as a file to
/// map) is made once and cached; an entry that is missing, damaged or of another version is made again.
/// </summary>
/// <param name="directory">The cache.</param>
/// <param name="language">The language.</param>
/// <param name="package">The folder of the guest's files, which came with the installation.</param>
/// <param name="mayHold">Whether the cache's files may be held instead of copied (<see cref="SealedFiles.OpenUnchangeable"/>).</param>
internal sealed class GuestStore(CacheDirectory directory, GuestLanguage language, string package, bool mayHold)
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
    internal Outcome<IGuest> Open(
        WasmEngine engine, SealedFiles files, IPreparationObserver observer, CancellationToken cancellationToken = default)
    {
        return ReadInfo().TryGet(out var info, out var failure)
            ? Outcome<IGuest>.Of(TryOpen(engine, info, files) ?? Prepare(engine, info, files, observer, cancellationToken))
            : failure;
    }

    /// <summary>Which guest it is, without opening it.</summary>
    /// <exception cref="IOException">Its files cannot be read.</exception>
    internal Outcome<GuestInfo> ReadInfo() =>
        GuestLocation.Check(language, package) is { } failure ? failure
        : language.Format.ReadInfo(ReadPackageFile(language.Format.InfoFile)) is { } info ? info
        : Failure.Config($"the {language.Title} guest in {package} was built by another version of Capsule; reinstall Capsule");

    private string CodeName(GuestInfo info) => $"{language.Name}-{info.CodeHash[..16]}-{EngineVersion}.cwasm";

    private string ImageName(GuestInfo info) => $"{language.Name}-{info.Identity.ImageId[..16]}.image";

    private IGuest? TryOpen(WasmEngine engine, GuestInfo info, SealedFiles files)
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

        return language.Format.Create(engine, code, image, info, new GuestSupport(package, symbols => new LibraryStore(
            engine, directory, files, $"{info.CodeHash[..16]}-{EngineVersion}", () => ReadPackageFile(symbols), mayHold)));
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

    private IGuest Prepare(
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
        using var module = engine.Compile(ReadPackageFile(language.Format.CodeFile));
        files.Add(CodeName(info), module.Serialize());
    }

    private void AddImage(GuestInfo info, SealedFiles files, IPreparationObserver observer)
    {
        observer.OnStep(PreparationStep.Unpacking);
        using var packed = new MemoryStream(ReadPackageFile(language.Format.ImageFile));
        using var unpacked = new BrotliStream(packed, CompressionMode.Decompress);
        using var image = new MemoryStream();
        unpacked.CopyTo(image);
        files.Add(ImageName(info), image.GetBuffer().AsMemory(0, (int)image.Length));
    }

    private byte[] ReadPackageFile(string name) => RegularFile.Read(Path.Combine(package, name), PackageFileLimit);
}

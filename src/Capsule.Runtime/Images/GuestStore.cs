using Capsule.Runtime.Languages;
using Capsule.Wasm.Engine;
using Capsule.Wasm.Memory;
using Microsoft.Win32.SafeHandles;

namespace Capsule.Runtime.Images;

/// <summary>
/// Gives a guest, or a compiler, ready to run. What depends on this machine (code for its processor, the image as a file to
/// map) is made once and cached; an entry that is missing, damaged or of another version is made again.
/// </summary>
/// <param name="directory">The cache.</param>
/// <param name="format">Its files.</param>
/// <param name="folder">The folder of the guest's files, which came with the installation.</param>
/// <param name="prepared">What was prepared ahead; null for nothing.</param>
/// <param name="mayHold">Whether the cache's files may be held instead of copied (<see cref="SealedFiles.OpenUnchangeable"/>).</param>
internal sealed class GuestStore(CacheDirectory directory, IPreparedFormat format, string folder, PreparedFolder? prepared, bool mayHold)
{
    /// <summary>The names of compiled code for this machine's processor end so: another engine, other settings or another processor need other code.</summary>
    private static readonly string EngineVersion = $"{PreparedNames.Engine}-{Processor.Id}";

    private readonly GuestFiles package = new(format, folder);

    /// <summary>Opens the guest, preparing what is not there yet.</summary>
    /// <param name="engine">Runs the guest.</param>
    /// <param name="files">The cache's files.</param>
    /// <param name="observer">Receives what is prepared.</param>
    /// <param name="cancellationToken">Ends waiting for another process.</param>
    /// <exception cref="IOException">The cache cannot be written to: no space, or no permission.</exception>
    internal Outcome<PreparedGuest> Open(
        WasmEngine engine, SealedFiles files, IPreparationObserver observer, CancellationToken cancellationToken = default) =>
        ReadInfo().TryGet(out var info, out var failure)
            ? TryOpen(engine, info, files) ?? Prepare(engine, info, files, observer, cancellationToken)
            : failure;

    /// <summary>Which guest it is, without opening it.</summary>
    /// <exception cref="IOException">Its files cannot be read.</exception>
    internal Outcome<GuestInfo> ReadInfo() => package.ReadInfo();

    /// <summary>The store of libraries that belong to a module.</summary>
    /// <param name="engine">Runs them.</param>
    /// <param name="files">The cache's files.</param>
    /// <param name="info">The module.</param>
    /// <param name="symbols">The file with what libraries may bind to.</param>
    internal LibraryStore OpenLibraries(WasmEngine engine, SealedFiles files, GuestInfo info, string symbols) =>
        new(engine, directory, files, $"{info.CodeHash[..16]}-{EngineVersion}", () => package.Read(symbols), mayHold);

    private string CodeName(GuestInfo info) => $"{format.Name}-{info.CodeHash[..16]}-{EngineVersion}.cwasm";

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

    private MemoryImage? OpenImage(GuestInfo info, SealedFiles files)
    {
        var name = PreparedNames.OfImage(format, info);
        return (prepared?.Open(name, files) ?? files.OpenUnchangeable(name, mayHold)) is { } image ? MemoryImage.Open(image) : null;
    }

    private CompiledModule? LoadCode(WasmEngine engine, GuestInfo info, SealedFiles files) =>
        TryLoad(engine, prepared?.Open(PreparedNames.OfCode(format, info), files)) ?? TryLoad(engine, files.OpenUnchangeable(CodeName(info), mayHold));

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

    private PreparedGuest Prepare(
        WasmEngine engine, GuestInfo info, SealedFiles files, IPreparationObserver observer,
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
                var unpacked = estimate.Calibrate(package.UnpackImage);
                files.Add(PreparedNames.OfImage(format, info), unpacked);
            }
        }

        using (var code = LoadCode(engine, info, files))
        {
            if (code is null)
            {
                observer.OnStep(PreparationStep.Compiling);
                using var module = estimate.Observe(() => engine.Compile(package.Read(format.CodeFile)));
                files.Add(CodeName(info), module.Serialize());
            }
        }

        observer.OnDone();
        return TryOpen(engine, info, files)
            ?? throw new IOException($"{directory.Path} does not keep what is written to it");
    }
}

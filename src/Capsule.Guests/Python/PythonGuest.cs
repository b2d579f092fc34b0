using Capsule.Guests.Abstractions;
using Capsule.Guests.Emscripten.Libraries;
using Capsule.Guests.FileSystem.Base;
using Capsule.Guests.FileSystem.States;
using Capsule.Wasm.Engine;
using Capsule.Wasm.Memory;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Python;

/// <summary>The Python guest, ready to start sandboxes: compiled code, an image, and the shared files.</summary>
internal sealed class PythonGuest : IGuest
{
    /// <summary>The language's name.</summary>
    internal const string LanguageName = "python";

    private readonly PythonLink link;
    private readonly PythonFiles files;
    private readonly CompiledModule code;

    /// <summary>Puts the parts together; they are owned from here on.</summary>
    /// <param name="engine">Runs the code. It is not owned.</param>
    /// <param name="code">The compiled module.</param>
    /// <param name="image">The memory image.</param>
    /// <param name="info">What belongs to the image.</param>
    /// <param name="archive">The archive of shared files.</param>
    public PythonGuest(WasmEngine engine, CompiledModule code, MemoryImage image, PythonImageInfo info, string archive)
        : this(engine, code, image, info, new PythonFiles(archive))
    {
    }

    /// <summary>Puts the parts together, with the shared files at hand.</summary>
    internal PythonGuest(
        WasmEngine engine, CompiledModule code, MemoryImage image, PythonImageInfo info,
        IReadOnlyDictionary<string, byte[]> files)
        : this(engine, code, image, info, PythonFiles.Of(files))
    {
    }

    private PythonGuest(
        WasmEngine engine, CompiledModule code, MemoryImage image, PythonImageInfo info, PythonFiles files)
    {
        Engine = engine;
        Info = info;
        Identity = new GuestIdentity(LanguageName, info.PythonVersion, info.Id);
        this.code = code;
        link = new PythonLink(engine, code, info.Guest);
        this.files = files;
        Base = info.StartFrom(image);
    }

    /// <summary>Gives the libraries that packages bring along; null where none can be loaded.</summary>
    public ILibraryStore? Libraries { get; init; }

    /// <summary>The engine that runs it.</summary>
    public WasmEngine Engine { get; }

    /// <summary>What the image is.</summary>
    public PythonImageInfo Info { get; }

    /// <inheritdoc/>
    public GuestIdentity Identity { get; }

    /// <inheritdoc/>
    public Snapshot Base { get; }

    /// <inheritdoc/>
    IGuestSandbox IGuest.Start(GuestSandboxOptions options) => Start(options);

    /// <summary>Starts a sandbox. Use it on one thread with <see cref="EngineOptions.ThreadStackBytes"/>.</summary>
    public PythonSandbox Start(GuestSandboxOptions options) =>
        PythonSandbox.Start(this, link, files, options);

    /// <inheritdoc/>
    public SandboxState ReadState(Snapshot memory, ReadOnlyMemory<byte> files, Workspace workspace) =>
        new(memory, FileSystemCodec.Read(files, this.files.Root(workspace, BaseDirectory.Of(isProtected: true, []))), changes: -1);

    /// <inheritdoc/>
    public IReadOnlyList<LoadedModule> ReadLibraries(
        IReadOnlyList<LibraryPlacement> placements, ulong memoryBytes, Func<string, ReadOnlyMemory<byte>?> find) =>
        placements.Count == 0 ? []
        : Libraries is null ? throw new InvalidDataException("no libraries can be loaded here")
        : LibraryRestore.Read(Libraries, placements, memoryBytes, find);

    /// <inheritdoc/>
    public void Dispose()
    {
        link.Dispose();
        code.Dispose();
        Engine.Forget(Base.Image);
        Base.Image.Dispose();
    }
}

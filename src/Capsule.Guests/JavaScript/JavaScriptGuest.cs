using Capsule.Guests.Abstractions;
using Capsule.Guests.FileSystem.Base;
using Capsule.Guests.FileSystem.States;
using Capsule.Guests.TypeScript;
using Capsule.Wasm.Engine;
using Capsule.Wasm.Memory;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.JavaScript;

/// <summary>The JavaScript guest, ready to start sandboxes: compiled code and an image.</summary>
internal sealed class JavaScriptGuest : IGuest
{
    /// <summary>The language's name.</summary>
    internal const string LanguageName = "javascript";

    private readonly WasmEngine engine;
    private readonly CompiledModule code;
    private readonly JavaScriptLink link;

    /// <summary>Puts the parts together; they are owned from here on.</summary>
    /// <param name="engine">Runs the code. It is not owned.</param>
    /// <param name="code">The compiled module.</param>
    /// <param name="image">The memory image.</param>
    /// <param name="info">What belongs to the image.</param>
    /// <param name="scripts">Compiles TypeScript. It is not owned.</param>
    public JavaScriptGuest(WasmEngine engine, CompiledModule code, MemoryImage image, JavaScriptImageInfo info, IScriptCompiler scripts)
    {
        (this.engine, this.code, Info, Scripts) = (engine, code, info, scripts);
        Identity = new GuestIdentity(LanguageName, info.Version, info.Id);
        link = new JavaScriptLink(engine, code, info.Layout);
        Base = info.StartFrom(image);
    }

    /// <summary>What the image is.</summary>
    public JavaScriptImageInfo Info { get; }

    /// <summary>Compiles TypeScript.</summary>
    internal IScriptCompiler Scripts { get; }

    /// <inheritdoc/>
    public GuestIdentity Identity { get; }

    /// <inheritdoc/>
    public Snapshot Base { get; }

    /// <inheritdoc/>
    public IGuestSandbox Start(GuestSandboxOptions options) => JavaScriptSandbox.Start(this, link, options);

    /// <inheritdoc/>
    public SandboxState ReadState(Snapshot memory, ReadOnlyMemory<byte> files, Workspace workspace) => new(
        memory,
        FileSystemCodec.Read(files, JavaScriptFiles.Root(workspace, BaseDirectory.Of(isProtected: true, []))),
        changes: -1);

    /// <inheritdoc/>
    public IReadOnlyList<LoadedModule> ReadLibraries(
        IReadOnlyList<LibraryPlacement> placements, ulong memoryBytes, Func<string, ReadOnlyMemory<byte>?> find) =>
        placements.Count == 0 ? [] : throw new InvalidDataException("JavaScript has no libraries of machine code");

    /// <inheritdoc/>
    public void Dispose()
    {
        link.Dispose();
        code.Dispose();
        engine.Forget(Base.Image);
        Base.Image.Dispose();
    }
}

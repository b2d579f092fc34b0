using Capsule.Guests.Abstractions;
using Capsule.Guests.TypeScript;
using Capsule.Runtime.Execution;
using Capsule.Runtime.Images;
using Capsule.Runtime.Programs;
using Capsule.Runtime.Programs.Bytecode;
using Capsule.Runtime.Sessions;
using Capsule.Wasm.Engine;

namespace Capsule.Runtime.Languages;

/// <summary>Opens languages for a runtime: the guest, prepared for this machine, and what runs programs with it.</summary>
internal sealed class LanguageOpener(
    WasmEngine engine, CacheDirectory directory, PreparedFolder? prepared, SealedFiles files, CacheKey key, CapsuleOptions options)
{
    /// <summary>Whether the runtime is made: an exception of the file system is a failure from then on. Before, other folders may be tried.</summary>
    internal bool IsReady { get; set; }

    /// <summary>What sandboxes of all languages share.</summary>
    internal required SandboxFactory Sandboxes { get; init; }

    /// <summary>The threads that guests run on.</summary>
    internal required SandboxThreads Threads { get; init; }

    /// <summary>Sessions in memory, of all languages.</summary>
    internal required LiveSessions Live { get; init; }

    /// <summary>Interrupts calls of sessions when the runtime ends.</summary>
    internal required CancellationToken Ending { get; init; }

    /// <summary>Compiles TypeScript for all guests.</summary>
    internal required IScriptCompiler Scripts { get; init; }

    /// <summary>Where sessions at rest are.</summary>
    internal required string SessionFolder { get; init; }

    /// <summary>Opens a language.</summary>
    internal Outcome<OpenLanguage> Open(GuestLanguage language, CancellationToken cancellationToken)
    {
        try
        {
            return OpenGuest(language, cancellationToken).TryGet(out var guest, out var failure) ? Open(guest) : failure;
        }
        catch (Exception e) when (IsReady && (e is IOException or UnauthorizedAccessException))
        {
            return Unusable(directory, e);
        }
    }

    /// <summary>Which guest a language has, without opening it.</summary>
    internal Outcome<GuestIdentity> Identify(GuestLanguage language) =>
        StoreOf(language.Format).ReadInfo().TryGet(out var info, out var failure) ? info.Identity : failure;

    /// <summary>The failure of a cache that cannot be used.</summary>
    internal static Failure Unusable(CacheDirectory directory, Exception e, string? keys = null) => Failure.Config(
        $"the cache in {directory.Path}{(keys is null ? "" : $", or the key in {keys},")} cannot be used: {e.Message.TrimEnd('.')}. "
        + "CAPSULE_CACHE and CAPSULE_KEYS name other folders.");

    /// <summary>Opens the TypeScript compiler.</summary>
    internal Outcome<TypeScriptCompiler> OpenTypeScript()
    {
        try
        {
            return StoreOf(TypeScriptFormat.Instance).Open(engine, files, options.PreparationObserver, Ending).TryGet(out var opened, out var failure)
                ? new TypeScriptCompiler(engine, opened.Code, opened.Image, (TypeScriptInfo)opened.Info.Details)
                : failure;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Unusable(directory, e);
        }
    }

    private Outcome<IGuest> OpenGuest(GuestLanguage language, CancellationToken cancellationToken)
    {
        if (options.OpenGuest?.Invoke(engine) is { } other)
        {
            return Outcome<IGuest>.Of(other);
        }

        var store = StoreOf(language.Format);
        return store.Open(engine, files, options.PreparationObserver, cancellationToken).TryGet(out var opened, out var failure)
            ? Outcome<IGuest>.Of(language.Format.Create(opened, new GuestSupport(
                FolderOf(language.Format), symbols => store.OpenLibraries(engine, files, opened.Info, symbols), Scripts)))
            : failure;
    }

    private string FolderOf(IPreparedFormat format) => GuestLocation.FolderOf(format, options.GuestDirectory);

    private GuestStore StoreOf(IPreparedFormat format) => new(directory, format, FolderOf(format), prepared, options.MayHoldCache);

    private OpenLanguage Open(IGuest guest)
    {
        var compiler = new ModuleCompiler(Sandboxes, guest, Threads);
        var toolchain = new Toolchain(
            guest, new ProgramLoader(Sandboxes, guest), new ProgramCache(directory, files, guest.Identity),
            new BytecodeStore(compiler, directory, files, guest.Identity.ImageId), options.Loading, Environment.GetEnvironmentVariable);
        var format = new SessionFile(guest, key);
        var sessions = new SessionHost(
            Sandboxes, Threads, options.Network, format, new SessionStore(new CacheDirectory(SessionFolder), format), Live,
            options.Time, guest, Ending)
        {
            CellEnded = options.CellEnded,
        };
        return new OpenLanguage(guest, toolchain, sessions);
    }
}

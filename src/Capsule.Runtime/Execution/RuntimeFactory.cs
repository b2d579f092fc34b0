using Capsule.Runtime.Images;
using Capsule.Wasm.Engine;

namespace Capsule.Runtime.Execution;

/// <summary>Finds a runtime's folders, its key and its guest, and makes it from them.</summary>
internal static class RuntimeFactory
{
    /// <summary>Makes a runtime, preparing the guest where nobody did; with temporary folders where those of the user can never be used.</summary>
    internal static Outcome<CapsuleRuntime> Create(CapsuleOptions options, CancellationToken cancellationToken)
    {
        if (OpenSsl.Check() is { } missing)
        {
            return missing;
        }

        var folders = RuntimeFolders.Of(options, Environment.GetEnvironmentVariable);
        PreparedFolder? prepared;
        try
        {
            prepared = PreparedFolder.Find(Environment.GetEnvironmentVariable, options.GuestDirectory is null ? GuestLocation.Default : null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failure.Config(
                $"{PreparedFolder.Variable} names a folder that cannot be used: {e.Message.TrimEnd('.')}. It must be one that 'capsule setup --into DIR' made");
        }

        try
        {
            return Create(options, folders, prepared, cancellationToken);
        }
        catch (Exception e) when (folders.MayBeReplaced(e))
        {
            folders = RuntimeFolders.Temporary(e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Unusable(folders, e);
        }

        try
        {
            return Create(options, folders, prepared, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Unusable(folders, e);
        }
    }

    private static Failure Unusable(RuntimeFolders folders, Exception e) => Failure.Config(
        $"the cache in {folders.Cache.Path}, or the key in {folders.Keys.Path}, cannot be used: {e.Message.TrimEnd('.')}. "
        + "CAPSULE_CACHE and CAPSULE_KEYS name other folders.");

    private static Outcome<CapsuleRuntime> Create(
        CapsuleOptions options, RuntimeFolders folders, PreparedFolder? prepared, CancellationToken cancellationToken)
    {
        if (folders.IsKeyInCache)
        {
            return Failure.Config(
                $"the key would be in the cache, {folders.Cache.Path}, and who can write there must not have it: set CAPSULE_KEYS to another folder");
        }

        var engine = new WasmEngine();
        try
        {
            folders.Cache.Check();
            var key = CacheKey.Open(folders.Keys);
            var files = new SealedFiles(folders.Cache, key, options.Time);
            if (options.OpenGuest?.Invoke(engine) is { } other)
            {
                return new CapsuleRuntime(engine, other, folders, key, files, options);
            }

            var store = new GuestStore(folders.Cache, options.GuestDirectory ?? GuestLocation.Default, prepared, options.MayHoldCache);
            if (store.Open(engine, files, options.PreparationObserver, cancellationToken).TryGet(out var guest, out var failure))
            {
                return new CapsuleRuntime(engine, guest, folders, key, files, options);
            }

            engine.Dispose();
            return failure;
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }
}

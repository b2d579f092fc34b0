using System.Runtime.InteropServices;
using Capsule.Runtime.Images;
using Capsule.Runtime.Languages;
using Capsule.Wasm.Engine;

namespace Capsule.Runtime.Execution;

/// <summary>Finds a runtime's folders, its key and its guest, and makes it from them.</summary>
internal static class RuntimeFactory
{
    /// <summary>Makes a runtime, preparing the guest where nobody did; with temporary folders where those of the user can never be used.</summary>
    internal static Outcome<CapsuleRuntime> Create(CapsuleOptions options, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            return Failure.Config($"Capsule runs on Linux, and this is {RuntimeInformation.OSDescription}: use a container or WSL 2");
        }

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

        return TryCreate(options, folders, prepared, cancellationToken);
    }

    private static Outcome<CapsuleRuntime> TryCreate(
        CapsuleOptions options, RuntimeFolders folders, PreparedFolder? prepared, CancellationToken cancellationToken)
    {
        try
        {
            return Create(options, folders, prepared, cancellationToken);
        }
        catch (Exception e) when (folders.MayBeReplaced(e))
        {
            // Once: temporary folders are not replaced again.
            return TryCreate(options, RuntimeFolders.Temporary(e), prepared, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return LanguageOpener.Unusable(folders.Cache, e, folders.Keys.Path);
        }
    }

    private static Outcome<CapsuleRuntime> Create(
        CapsuleOptions options, RuntimeFolders folders, PreparedFolder? prepared, CancellationToken cancellationToken)
    {
        if (folders.IsKeyInCache)
        {
            return Failure.Config(
                $"the key would be in the cache, {folders.Cache.Path}, and who can write there must not have it: set CAPSULE_KEYS to another folder");
        }

        if (!GateLimits.Of(options).TryGet(out var limits, out var invalid))
        {
            return invalid;
        }

        folders.Cache.Check();
        var key = CacheKey.Open(folders.Keys);
        var runtime = new CapsuleRuntime(
            new WasmEngine(), folders, prepared, key, new SealedFiles(folders.Cache, key, options.Time), new TaskGate(limits, options.Time), options);
        try
        {
            if (runtime.OpenPrepared(options.PreparedLanguages, cancellationToken) is not { } failure)
            {
                return runtime;
            }

            runtime.Abandon();
            return failure;
        }
        catch
        {
            runtime.Abandon();
            throw;
        }
    }
}

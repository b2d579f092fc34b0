using System.Collections.Concurrent;
using System.Security.Cryptography;
using Capsule.Guests.Emscripten.Libraries;
using Capsule.Guests.Emscripten.Linking;
using Capsule.Wasm.Binary;
using Capsule.Wasm.Engine;

namespace Capsule.Runtime.Images;

/// <summary>
/// Compiled libraries: made once for a machine and kept in the cache, sealed as the guest's own code is; in a process, as long as a sandbox
/// or a snapshot has them.
/// </summary>
/// <param name="engine">Compiles and loads them.</param>
/// <param name="directory">The cache.</param>
/// <param name="files">The cache's files.</param>
/// <param name="version">The main module and the engine that they are compiled for, as a part of names.</param>
/// <param name="readSymbols">Reads the main module's symbols, when a library is loaded first.</param>
/// <param name="mayHold">Whether the cache's files may be held instead of copied.</param>
internal sealed class LibraryStore(
    WasmEngine engine, CacheDirectory directory, SealedFiles files, string version, Func<byte[]> readSymbols, bool mayHold) : ILibraryStore
{
    /// <summary>Raised when linking changes, so that what was kept before is made again.</summary>
    private const int LinkVersion = 2;

    private const long LinkLimit = 256 << 20;

    /// <summary>What names of files begin with.</summary>
    internal const string Prefix = "library-";

    private readonly Lazy<MainSymbols> symbols = new(() => MainSymbols.Read(readSymbols()));
    private readonly ConcurrentDictionary<string, WeakReference<Library>> known = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, Lazy<Task<Library>>> underWay = new(StringComparer.Ordinal);

    /// <summary>Compiling uses all processors: one after the other in a process.</summary>
    private static readonly SemaphoreSlim Compiling = new(1, 1);

    /// <inheritdoc/>
    public MainSymbols Symbols => symbols.Value;

    /// <inheritdoc/>
    public Task<Library> GetAsync(string hash, Func<ReadOnlyMemory<byte>> file)
    {
        if (hash.Length != 2 * SHA256.HashSizeInBytes || !hash.All(char.IsAsciiHexDigitLower))
        {
            return Task.FromException<Library>(new InvalidDataException("what should be a library's SHA-256 is none"));
        }

        return Known(hash) is { } library
            ? Task.FromResult(library)
            : underWay.GetOrAdd(hash, _ => new(() => Task.Run(() => OpenAsync(hash, file)))).Value;
    }

    private async Task<Library> OpenAsync(string hash, Func<ReadOnlyMemory<byte>> file)
    {
        try
        {
            var library = Known(hash) ?? TryLoad(hash) ?? await CompileAsync(hash, file).ConfigureAwait(false);
            known[hash] = new WeakReference<Library>(library);
            return library;
        }
        finally
        {
            underWay.TryRemove(hash, out _);
        }
    }

    private async Task<Library> CompileAsync(string hash, Func<ReadOnlyMemory<byte>> file)
    {
        await Compiling.WaitAsync().ConfigureAwait(false);
        try
        {
            return Compile(file(), hash);
        }
        finally
        {
            Compiling.Release();
        }
    }

    private string CodeName(string hash) => $"{Prefix}{hash[..32]}-{version}-{LinkVersion}.cwasm";

    private string LinkName(string hash) => $"{Prefix}{hash[..32]}-{version}-{LinkVersion}.link";

    private Library? Known(string hash) => known.TryGetValue(hash, out var reference) && reference.TryGetTarget(out var library) ? library : null;

    private Library? TryLoad(string hash)
    {
        if (files.Read(LinkName(hash), LinkLimit) is not { } link || files.OpenUnchangeable(CodeName(hash), mayHold) is not { } code)
        {
            return null;
        }

        try
        {
            var (linked, data) = LinkedLibraryFile.Read(link);
            files.MarkUsed(LinkName(hash));
            files.MarkUsed(CodeName(hash));
            return new Library(engine.Load(code), hash, linked, data);
        }
        catch (WasmException)
        {
            return null; // compiled for another processor, as in a home directory that moves
        }
    }

    private Library Compile(ReadOnlyMemory<byte> file, string hash)
    {
        // Threat: an artifact that says of one library that it is another, which all programs would get from then on.
        if (Convert.ToHexStringLower(SHA256.HashData(file.Span)) != hash)
        {
            throw new InvalidDataException("the library is not the one that it should be: its SHA-256 is another");
        }

        var module = WasmModule.ReadSide(file);
        LegacyExceptions.Translate(module);
        engine.Validate(module.Write());
        var (linked, data) = LibraryLinker.Link(module, Symbols.Functions.ContainsKey);
        var compiled = engine.Compile(module.Write());
        try
        {
            directory.Ensure();
            files.Add(LinkName(hash), LinkedLibraryFile.Write(linked, data));
            files.Add(CodeName(hash), compiled.Serialize());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A cache that can only be read, or a full disk: the next process compiles it again.
        }

        return new Library(compiled, hash, linked, data);
    }
}

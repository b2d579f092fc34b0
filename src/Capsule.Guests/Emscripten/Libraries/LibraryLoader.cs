using System.Buffers.Binary;
using System.Text;
using Capsule.Guests.Abstractions;
using Capsule.Guests.Emscripten.Linking;
using Capsule.Guests.FileSystem.Base;
using Capsule.Wasm.Engine;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Emscripten.Libraries;

/// <summary>
/// Loads libraries into a guest, as Emscripten's <c>dlopen</c> does in JavaScript (library_dylink.js), one call at a time. Nothing in a
/// library is trusted: see <see cref="LibraryRules"/> for what it may be, and docs/explanation/security.md.
/// </summary>
internal sealed class LibraryLoader(HostCall call)
{
    internal const uint LongestName = 4096;

    // struct dso (system/lib/libc/dynlink.c).
    private const uint FlagsOffset = 4;
    private const uint AllocatedOffset = 8;
    private const uint MemoryOffset = 12;
    private const uint TableOffset = 20;
    private const uint NameOffset = 36;
    private const int Global = 256; // RTLD_GLOBAL

    /// <summary>How deep libraries may need others.</summary>
    private const int DeepestNeed = 32;

    /// <summary>Threat: a thousand libraries that each take a minute to compile. The largest sets of packages cost less than half of this.</summary>
    internal const long MostCost = 512_000_000;

    /// <summary>The block behind a library's data begins at a multiple of this.</summary>
    private const uint BlockAlignment = 16;

    /// <summary>An estimate of the engine's structures for an instance.</summary>
    private const long HostBytes = 16 << 10;

    private readonly EmscriptenProcess process = call.State<EmscriptenProcess>();
    private readonly Sandbox sandbox = call.Sandbox;

    private SymbolScope Symbols => new(process.Libraries!.Symbols, sandbox.Modules);

    /// <summary>What the host keeps for a library in one sandbox, beside the guest's memory: an instance, and slots of the table.</summary>
    internal static long HostBytesOf(SideModule library) => HostBytes + (sizeof(long) * (long)library.TableSize);

    /// <summary>Answers <c>dlopen</c>: false, with a message for <c>dlerror</c>, when the library cannot be loaded.</summary>
    /// <param name="handle">The guest's structure for the library, with its path.</param>
    internal bool Open(uint handle)
    {
        var path = Encoding.UTF8.GetString(call.Memory.CString(handle + NameOffset, LongestName, out _));
        try
        {
            if (process.Libraries is null)
            {
                throw new LibraryException($"{path}: no libraries can be loaded here");
            }

            var file = LibraryFiles.Find(process.Files, path);
            var loaded = Load(file, path, handle, (call.Memory.ReadInt32(handle + FlagsOffset) & Global) != 0, depth: 0);
            if (loaded is null)
            {
                return false;
            }

            call.Memory.Bytes(handle + AllocatedOffset, 1)[0] = 1;
            WritePair(handle + MemoryOffset, loaded.MemoryBase, ((Library)loaded.Module).Link.MemorySize);
            WritePair(handle + TableOffset, loaded.TableBase, loaded.Module.TableSize);
            return true;
        }
        catch (Exception e) when (e is LibraryException or InvalidDataException or WasmException)
        {
            SetError(e is LibraryException ? e.Message : $"{path}: {e.Message}");
            return false;
        }
    }

    /// <summary>Answers <c>dlsym</c>: a function's slot or a datum's address, or 0 with a message for <c>dlerror</c>.</summary>
    internal int FindSymbol(uint handle, string name)
    {
        if (process.Libraries is not null && Symbols.Find(handle, name) is { } found)
        {
            return found;
        }

        SetError($"undefined symbol: {name}");
        return 0;
    }

    /// <summary>Ends a guest that called a function which nobody defines.</summary>
    internal void ReportUndefined(uint memoryBase, int position)
    {
        var module = sandbox.Modules.FirstOrDefault(loaded => loaded.MemoryBase == memoryBase);
        var name = (module?.Module as Library)?.Link.References.Where(reference => reference.Kind == SymbolKind.Called).ElementAtOrDefault(position).Name;
        call.Stop(new Stop.Trapped($"the library {module?.Name} called '{name}', which neither the interpreter nor any library has"));
    }

    private static uint Align(uint size) => (size + BlockAlignment - 1) & ~(BlockAlignment - 1);

    /// <returns>The library at its place, or null when the sandbox stops.</returns>
    private LoadedModule? Load(BaseFile file, string path, uint handle, bool isGlobal, int depth)
    {
        if (depth > DeepestNeed || sandbox.Modules.Count >= Sandbox.MaxModules || process.LibraryCost >= MostCost)
        {
            throw new LibraryException($"{path}: more or larger libraries than a sandbox may load, or in a circle");
        }

        if (Prepare(file, path) is not { } library)
        {
            return null;
        }

        foreach (var needed in library.Link.Needed)
        {
            if (!LoadNeeded(needed, path, library, depth))
            {
                return null;
            }
        }

        var link = library.Link;
        Charge(path, library);
        var block = Align(link.MemorySize);
        if (Allocate(link, block + link.BlockSize) is not { } memoryBase)
        {
            return null;
        }

        if (memoryBase == 0)
        {
            throw new LibraryException($"{path}: no memory");
        }

        var loaded = new LoadedModule(library, path, handle, isGlobal, memoryBase, memoryBase + block, sandbox.FunctionTableLength);
        Fill(loaded, library);
        var isReady = sandbox.AddModule(loaded).Returned
            && (!link.HasRelocations || sandbox.CallModule(LibraryLinker.Relocations).Returned)
            && (!link.HasConstructors || sandbox.CallModule(LibraryLinker.Constructors).Returned);
        return isReady ? loaded : null;
    }

    /// <summary>
    /// Compiling is done once for all, so that it does not count as what the guest did; but its deadline and cancellation end the wait.
    /// </summary>
    /// <returns>The library, or null when the sandbox stops.</returns>
    private Library? Prepare(BaseFile file, string path)
    {
        var clock = sandbox.Meter.Time;
        var start = clock.GetTimestamp();
        var library = process.Libraries!.GetAsync(file.Hash, () => file.Contents);
        if (!library.IsCompleted && !HostWait.For(call, library, Timeout.InfiniteTimeSpan))
        {
            return null;
        }

        sandbox.Meter.Exclude(clock.GetElapsedTime(start));
        try
        {
            var prepared = library.IsCompleted
                ? library.GetAwaiter().GetResult()
                : throw new LibraryException($"{path}: interrupted while it was compiled");
            process.LibraryCost += prepared.Link.Cost;
            return prepared;
        }
        catch (Exception e) when (e is InvalidDataException or WasmException)
        {
            throw new LibraryException($"{path}: {e.Message}");
        }
    }

    private bool LoadNeeded(string name, string requester, Library library, int depth)
    {
        if (sandbox.Modules.Any(loaded => Path.GetFileName(loaded.Name) == name))
        {
            return true;
        }

        foreach (var candidate in LibraryFiles.Candidates(name, requester, library.Link.RuntimePaths))
        {
            if (process.Files.Stat(null, FileSystem.ByteString.FromText(candidate), true).Ok)
            {
                return Load(LibraryFiles.Find(process.Files, candidate), candidate, handle: 0, isGlobal: false, depth + 1) is not null;
            }
        }

        throw new LibraryException($"{requester}: it needs {name}, which is not there");
    }

    private void Charge(string path, Library library)
    {
        if (!process.Account(call.Memory).TryCharge(HostBytesOf(library)))
        {
            throw new LibraryException($"{path}: no memory");
        }

        _ = call.Charge(library.Link.MemorySize / 4 + (100 * library.Link.References.Count));
    }

    /// <returns>The address, 0 where there is no memory, or null when the sandbox stops.</returns>
    private uint? Allocate(LinkedLibrary link, uint size)
    {
        var alignment = Math.Max((int)BlockAlignment, 1 << link.MemoryAlignment);
        var allocated = sandbox.Call(process.Exports.AlignedAllocate, alignment, (int)size);
        return allocated.Returned ? (uint)allocated.Value : null;
    }

    /// <summary>Writes the library's data, and the addresses of what it refers to.</summary>
    private void Fill(LoadedModule loaded, Library library)
    {
        var link = library.Link;
        call.Memory.Bytes(loaded.MemoryBase, loaded.Block - loaded.MemoryBase + link.BlockSize).Clear();
        foreach (var (offset, bytes, _) in library.Data)
        {
            if ((ulong)offset + (ulong)bytes.Length > link.MemorySize)
            {
                throw new LibraryException($"{loaded.Name}: the library has data beyond its memory");
            }

            bytes.Span.CopyTo(call.Memory.Bytes(loaded.MemoryBase + offset, (uint)bytes.Length));
        }

        var symbols = Symbols;
        var words = call.Memory.Bytes(loaded.Block, link.BlockSize);
        for (var i = 0; i < link.References.Count; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(words[(i * sizeof(int))..], symbols.Resolve(loaded, link.References[i]));
        }
    }

    private void WritePair(uint address, uint first, uint second)
    {
        call.Memory.Write(address, (int)first);
        call.Memory.Write(address + sizeof(int), (int)second);
    }

    /// <summary>The format takes no arguments, so that nothing in the message may look like one.</summary>
    private void SetError(string message)
    {
        var text = Encoding.UTF8.GetBytes(message.Replace("%", "%%", StringComparison.Ordinal) + "\0");
        var allocated = sandbox.Call(process.Exports.Allocate, text.Length);
        if (allocated is { Returned: true, Value: not 0 })
        {
            text.CopyTo(call.Memory.Bytes((uint)allocated.Value, (uint)text.Length));
            if (sandbox.Call(process.Exports.SetLoaderError, allocated.Value, 0).Returned)
            {
                _ = sandbox.Call(process.Exports.Free, allocated.Value);
            }
        }
    }
}

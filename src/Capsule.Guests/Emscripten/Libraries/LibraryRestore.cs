using Capsule.Guests.Abstractions;
using Capsule.Wasm.Engine;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Emscripten.Libraries;

/// <summary>Puts the libraries of a snapshot together that comes from a file.</summary>
internal static class LibraryRestore
{
    /// <exception cref="InvalidDataException">A library is missing, is another one, or does not fit the memory.</exception>
    /// <exception cref="WasmException">The engine refuses a library.</exception>
    internal static LoadedModule[] Read(
        ILibraryStore store, IReadOnlyList<LibraryPlacement> placements, ulong memoryBytes, Func<string, ReadOnlyMemory<byte>?> find)
    {
        var modules = new LoadedModule[placements.Count];
        var (slots, cost) = (0UL, 0L);
        for (var i = 0; i < modules.Length; i++)
        {
            var placement = placements[i];
            var library = store.GetAsync(placement.Sha256, () => find(placement.Path)
                ?? throw new InvalidDataException($"the library {placement.Path} is missing")).GetAwaiter().GetResult();

            // Threat: a stranger's artifact with a thousand libraries, each of which takes a minute to compile.
            cost += library.Link.Cost;
            if (cost >= LibraryLoader.MostCost)
            {
                throw new InvalidDataException("it has larger libraries than a sandbox may load");
            }

            // Threat: a place outside of the memory traps in each sandbox that starts; overlapping parts of the table hide functions.
            var fits = placement.Block % sizeof(int) == 0
                && (ulong)placement.Block + library.Link.BlockSize <= memoryBytes
                && (ulong)placement.MemoryBase + library.Link.MemorySize <= memoryBytes
                && placement.TableBase >= slots && placement.TableBase + (ulong)library.TableSize <= Sandbox.MaxTableElements;
            slots = (ulong)placement.TableBase + library.TableSize;
            modules[i] = fits
                ? new LoadedModule(library, placement.Path, placement.Handle, placement.IsGlobal, placement.MemoryBase, placement.Block, placement.TableBase)
                : throw new InvalidDataException($"the library {placement.Path} does not fit the snapshot");
        }

        return modules;
    }
}

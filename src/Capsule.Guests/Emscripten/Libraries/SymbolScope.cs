using Capsule.Guests.Emscripten.Linking;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Emscripten.Libraries;

/// <summary>
/// The symbols that a guest's code can bind to, in the order in which they are looked for: the main module's, those of libraries that were
/// loaded for all or that the library needs, the library's own.
/// </summary>
internal sealed class SymbolScope(MainSymbols main, IReadOnlyList<LoadedModule> modules)
{
    /// <summary>The address of what a library refers to.</summary>
    /// <exception cref="LibraryException">Nobody defines it, and it must be there.</exception>
    internal int Resolve(LoadedModule from, SymbolReference reference)
    {
        var isFunction = reference.Kind is SymbolKind.Function or SymbolKind.WeakFunction or SymbolKind.Called;
        return InMain(reference.Name, isFunction)
            ?? Visible(from).Append(from).Select(module => In(module, reference.Name, isFunction)).FirstOrDefault(found => found is not null)
            ?? (reference.Kind is SymbolKind.Data or SymbolKind.Function
                ? throw new LibraryException($"{from.Name}: undefined symbol: {reference.Name}")
                : 0);
    }

    /// <summary>What <c>dlsym</c> finds: in one library and those that it needs, or in everything that is visible to all.</summary>
    internal int? Find(uint handle, string name)
    {
        var library = modules.FirstOrDefault(module => handle != 0 && module.Handle == handle);
        var scope = library is null ? modules.Where(module => module.IsGlobal) : Needed(library).Prepend(library);
        return (library is null ? InMain(name, true) ?? InMain(name, false) : null)
            ?? scope.Select(module => In(module, name, true) ?? In(module, name, false)).FirstOrDefault(found => found is not null);
    }

    private IEnumerable<LoadedModule> Visible(LoadedModule from) => modules.Where(module => module.IsGlobal || Needs(from, module));

    private IEnumerable<LoadedModule> Needed(LoadedModule library) => modules.Where(module => Needs(library, module));

    private static bool Needs(LoadedModule library, LoadedModule other) =>
        ((Library)library.Module).Link.Needed.Contains(Path.GetFileName(other.Name), StringComparer.Ordinal);

    private int? InMain(string name, bool isFunction) =>
        isFunction ? (main.Functions.TryGetValue(name, out var slot) ? (int)slot : null)
        : main.Data.TryGetValue(name, out var address) ? address
        : null;

    private static int? In(LoadedModule module, string name, bool isFunction)
    {
        var link = ((Library)module.Module).Link;
        return isFunction ? (link.Functions.TryGetValue(name, out var slot) ? (int)(module.TableBase + slot) : null)
            : link.Data.TryGetValue(name, out var offset) ? (int)module.MemoryBase + offset
            : null;
    }
}

using Capsule.Wasm.Binary;

namespace Capsule.Guests.Emscripten.Linking;

/// <summary>
/// The functions that a guest is known to import. A new version of a guest that wants more fails the build, so that
/// somebody decides whether the host answers it.
/// </summary>
/// <param name="answered">Imports that the host answers, as <c>module.name</c>.</param>
/// <param name="unused">Imports that no Python code can reach without Pyodide's JavaScript: they become traps.</param>
internal sealed class ImportList(IReadOnlySet<string> answered, IReadOnlySet<string> unused)
{
    /// <summary>Whether the host answers an import.</summary>
    public bool IsAnswered(Import import) => answered.Contains(NameOf(import));

    /// <summary>The names of the functions that a module imports and the host does not answer, in their order.</summary>
    internal IEnumerable<string> Missing(WasmModule module) => module.Imports
        .Where(import => import.Kind == ItemKind.Function && !IsAnswered(import))
        .Select(import => import.Name);

    /// <summary>Checks all function imports of a module.</summary>
    /// <exception cref="InvalidDataException">Some are in neither list, which the message names.</exception>
    public void RequireKnown(WasmModule module)
    {
        var unknown = module.Imports
            .Where(import => import.Kind == ItemKind.Function)
            .Where(import => !SignalDispatch.Is(import))
            .Select(NameOf)
            .Where(name => !answered.Contains(name) && !unused.Contains(name))
            .ToArray();
        if (unknown.Length > 0)
        {
            throw new InvalidDataException(
                $"The guest imports functions that nobody decided about: {string.Join(", ", unknown)}. "
                + "Answer them in the system-call layer, or add them to the list of unused imports.");
        }
    }

    private static string NameOf(Import import) => $"{import.Module}.{import.Name}";
}

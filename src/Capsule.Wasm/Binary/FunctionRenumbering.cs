namespace Capsule.Wasm.Binary;

/// <summary>
/// Changes which functions a module imports. Imported functions come first in the index space, so that every mention
/// of a function moves: in code, in the tables, among the exports.
/// </summary>
internal static class FunctionRenumbering
{
    /// <summary>Adds imports.</summary>
    /// <returns>The indices of the added imports, in their order.</returns>
    public static uint[] Add(WasmModule module, params ReadOnlySpan<Import> added) =>
        Apply(module, _ => false, (_, _, _) => [], added);

    /// <summary>Replaces some imports by functions of the module, and adds new imports.</summary>
    /// <param name="module">The module to change.</param>
    /// <param name="isStub">Which imported functions are replaced.</param>
    /// <param name="bodyOf">
    /// The body of a replacement, given the import, its position among all of them and the indices of the added imports.
    /// </param>
    /// <param name="added">Imports to add.</param>
    /// <returns>The indices of the added imports, in their order.</returns>
    public static uint[] Apply(
        WasmModule module, Predicate<Import> isStub, Func<Import, int, uint[], byte[]> bodyOf, params ReadOnlySpan<Import> added)
    {
        var functions = module.Imports.FindAll(import => import.Kind == ItemKind.Function);
        var kept = functions.FindAll(import => !isStub(import));
        var newImports = (uint)(kept.Count + added.Length);
        var shift = (int)newImports - functions.Count;
        var firstStub = (uint)(newImports + module.FunctionTypes.Count);
        var (nextKept, nextStub) = (0u, firstStub);
        var map = functions.ConvertAll(import => isStub(import) ? nextStub++ : nextKept++);

        uint Renumber(uint index) => index < map.Count ? map[(int)index] : (uint)(index + shift);

        for (var i = 0; i < module.Bodies.Count; i++)
        {
            module.Bodies[i] = BodyIndices.RewriteFunctions(module.Bodies[i], Renumber);
        }

        uint[] indices = [.. Enumerable.Range(kept.Count, added.Length).Select(index => (uint)index)];
        AddStubs(module, functions.FindAll(isStub), (import, position) => bodyOf(import, position, indices));
        module.Elements.ForEach(segment => Replace(segment.Functions, Renumber));
        Replace(module.Exports, export => export.Kind == ItemKind.Function
            ? export with { Index = Renumber(export.Index) }
            : export);
        module.Start = module.Start is { } start ? Renumber(start) : null;
        module.Imports.RemoveAll(import => import.Kind == ItemKind.Function);
        module.Imports.InsertRange(0, [.. kept, .. added]);
        return indices;
    }

    private static void AddStubs(WasmModule module, List<Import> stubs, Func<Import, int, byte[]> bodyOf)
    {
        for (var position = 0; position < stubs.Count; position++)
        {
            module.FunctionTypes.Add(new WasmReader(stubs[position].Descriptor).U32());
            module.Bodies.Add(bodyOf(stubs[position], position));
        }
    }

    private static void Replace<T>(List<T> items, Func<T, T> change)
    {
        for (var i = 0; i < items.Count; i++)
        {
            items[i] = change(items[i]);
        }
    }
}

namespace Capsule.Wasm.Sandboxes;

/// <summary>A side module at its place in a guest: what a snapshot keeps of it.</summary>
/// <param name="Module">The module.</param>
/// <param name="Name">What the guest calls it.</param>
/// <param name="Handle">What the guest's loader knows it by, or 0.</param>
/// <param name="IsGlobal">Whether modules that are loaded later see its symbols.</param>
/// <param name="MemoryBase">Where its data are.</param>
/// <param name="Block">Where its block is: see <see cref="SideModule"/>.</param>
/// <param name="TableBase">Where its part of the function table begins.</param>
internal sealed record LoadedModule(
    SideModule Module, string Name, uint Handle, bool IsGlobal, uint MemoryBase, uint Block, uint TableBase);

namespace Capsule.Guests.Abstractions;

/// <summary>A library at its place in a snapshot, as files keep it. It comes from strangers, as the snapshot does.</summary>
/// <param name="Sha256">SHA-256 of the library's file, in hexadecimal.</param>
/// <param name="Path">The file, in the guest.</param>
/// <param name="Handle">What the guest's loader knows it by, or 0.</param>
/// <param name="IsGlobal">Whether libraries that are loaded later see its symbols.</param>
/// <param name="MemoryBase">Where its data are.</param>
/// <param name="Block">Where what it keeps in globals is.</param>
/// <param name="TableBase">Where its part of the function table begins.</param>
internal sealed record LibraryPlacement(
    string Sha256, string Path, uint Handle, bool IsGlobal, uint MemoryBase, uint Block, uint TableBase)
{
    /// <summary>The places of what a snapshot holds.</summary>
    internal static LibraryPlacement[] Of(Wasm.Memory.Snapshot snapshot) => [.. snapshot.Modules.Select(module => new LibraryPlacement(
        module.Module.Hash, module.Name, module.Handle, module.IsGlobal, module.MemoryBase, module.Block, module.TableBase))];
}

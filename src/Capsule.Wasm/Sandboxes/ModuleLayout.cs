namespace Capsule.Wasm.Sandboxes;

/// <summary>
/// What the host must know of a rewritten module to run it and to take snapshots of it; written by
/// <see cref="Binary.StateExports"/>, kept beside the compiled code.
/// </summary>
/// <param name="Globals">How many mutable globals make up the state, all i32, exported by number.</param>
/// <param name="Tables">How many tables beside the function table make up the state, exported by number.</param>
/// <param name="MemoryBytes">The linear memory's length at the start.</param>
internal sealed record ModuleLayout(int Globals, int Tables, ulong MemoryBytes)
{
    internal static string GlobalName(int index) => $"capsule:global:{index}";

    internal static string TableName(int index) => $"capsule:table:{index}";
}

namespace Capsule.Wasm.Sandboxes;

/// <summary>A function that a module exports, named once with <see cref="GuestModule.Function"/> and callable in each sandbox.</summary>
internal readonly record struct GuestFunction(int Index);

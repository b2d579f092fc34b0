namespace Capsule.Wasm.Engine;

/// <summary>
/// The engine refused something that a correct host would not have asked for: an invalid module, an import that
/// nobody defined, a precompiled file of another engine. What a guest does wrong is never this: it is a
/// <see cref="Sandboxes.Stop"/>.
/// </summary>
internal sealed class WasmException(string message, Exception? inner = null) : Exception(message, inner);

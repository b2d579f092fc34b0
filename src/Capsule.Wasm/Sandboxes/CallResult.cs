namespace Capsule.Wasm.Sandboxes;

/// <summary>How a call into a guest ended: with a value, or with the sandbox's end.</summary>
/// <param name="Value">The function's result, 0 where it has none; meaningless after a stop.</param>
/// <param name="Stop">Why the guest did not return, or null when it did.</param>
internal readonly record struct CallResult(int Value, Stop? Stop)
{
    /// <summary>Whether the function returned.</summary>
    public bool Returned => Stop is null;
}

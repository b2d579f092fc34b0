namespace Capsule.Wasm.Sandboxes;

/// <summary>A function of the host that guest code can call. It runs on the guest's thread.</summary>
/// <remarks>
/// Nothing in <paramref name="call"/> can be trusted: addresses, lengths and handles are whatever hostile code made
/// them. An exception that leaves the function ends the sandbox as <see cref="Stop.HostFailure"/>.
/// </remarks>
internal delegate void HostFunction(HostCall call);

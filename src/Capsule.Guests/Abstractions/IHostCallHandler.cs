using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Abstractions;

/// <summary>Answers the requests of guest code.</summary>
internal interface IHostCallHandler
{
    /// <summary>Answers one request, on the guest's thread; a wait must end when the sandbox's time is over.</summary>
    ReadOnlyMemory<byte> Handle(HostCall call, ReadOnlyMemory<byte> request);
}

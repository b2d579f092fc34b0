using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Abstractions;

/// <summary>For sandboxes that have nothing to ask the host for: any request ends them.</summary>
internal sealed class NoHostCalls : IHostCallHandler
{
    internal static readonly NoHostCalls Instance = new();

    public ReadOnlyMemory<byte> Handle(HostCall call, ReadOnlyMemory<byte> request)
    {
        call.Stop(new Stop.Trapped("this sandbox may not call the host"));
        return default;
    }
}

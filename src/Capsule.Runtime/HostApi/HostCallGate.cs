using Capsule.Guests.Abstractions;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Runtime.HostApi;

/// <summary>
/// Refuses the host's operations while a program is loaded: what its modules get would be kept in a snapshot that many
/// runs share, and which task's grants would allow it?
/// </summary>
internal sealed class HostCallGate(IHostCallHandler? inner) : IHostCallHandler
{
    /// <summary>For sandboxes that only load a program, or compile a module.</summary>
    internal static readonly HostCallGate Closed = new(inner: null);

    private static readonly ReadOnlyMemory<byte> Refusal = HostMessage.Write(HostAnswer.Fail(
        HostErrorKind.Failed,
        "the host does nothing while a program is loaded: call tasks, tools and the network inside of a task"));

    /// <summary>Whether a task runs now.</summary>
    internal bool IsOpen { get; set; }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Handle(HostCall call, ReadOnlyMemory<byte> request) =>
        IsOpen && inner is not null ? inner.Handle(call, request) : Refusal;
}

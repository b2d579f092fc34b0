namespace Capsule.Runtime.HostApi;

/// <summary>An operation that some object's method does.</summary>
internal sealed class DelegateOperation(string name, Func<GuestRequest, CancellationToken, Task<HostAnswer>> invoke) : IHostOperation
{
    public string Name => name;

    public Task<HostAnswer> InvokeAsync(GuestRequest request, CancellationToken cancellation) => invoke(request, cancellation);
}

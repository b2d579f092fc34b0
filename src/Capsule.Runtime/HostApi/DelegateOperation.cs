namespace Capsule.Runtime.HostApi;

/// <summary>An operation that some object's methods do.</summary>
internal sealed class DelegateOperation(
    string name, Func<GuestRequest, CancellationToken, Task<HostAnswer>> invoke, Action<GuestRequest, RecordedAnswer>? replayed = null)
    : IHostOperation
{
    public string Name => name;

    bool IHostOperation.HearsReplays => replayed is not null;

    void IHostOperation.Replayed(GuestRequest request, RecordedAnswer answer) => replayed?.Invoke(request, answer);

    public Task<HostAnswer> InvokeAsync(GuestRequest request, CancellationToken cancellationToken) => invoke(request, cancellationToken);
}

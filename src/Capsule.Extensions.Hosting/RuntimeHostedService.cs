using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Capsule.Extensions.Hosting;

/// <summary>Makes the runtime when the host starts, and ends it when everything that may use it has ended.</summary>
internal sealed class RuntimeHostedService(RuntimeProvider provider, IOptions<CapsuleHostingOptions> options) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.WarmUp == CapsuleWarmUp.AtStart)
        {
            await provider.GetAsync(cancellationToken).ConfigureAwait(false);
        }
        else if (options.Value.WarmUp == CapsuleWarmUp.InBackground)
        {
            _ = provider.Begin(); // a failure is logged, and told to whoever asks for the runtime
        }
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Comes after the servers and services of the host have stopped, in whatever order they were added.</summary>
    public Task StoppedAsync(CancellationToken cancellationToken) => provider.StopAsync(cancellationToken);
}

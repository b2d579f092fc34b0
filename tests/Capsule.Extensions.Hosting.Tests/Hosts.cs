using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Capsule.Extensions.Hosting.Tests;

/// <summary>Hosts to test with.</summary>
internal static class Hosts
{
    /// <summary>A generic host with a runtime whose cache is the tests'.</summary>
    internal static IHost Create(
        Action<CapsuleHostingOptions>? configure = null, Action<CapsuleBuilder>? build = null, Log? log = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(log ?? new Log()).SetMinimumLevel(LogLevel.Trace);
        var capsule = builder.Services.AddCapsule(options =>
        {
            options.CacheDirectory = Checkout.Cache;
            configure?.Invoke(options);
        });
        build?.Invoke(capsule);
        return builder.Build();
    }

    internal static ICapsuleRuntimeProvider Capsule(this IHost host) => host.Services.GetRequiredService<ICapsuleRuntimeProvider>();
}

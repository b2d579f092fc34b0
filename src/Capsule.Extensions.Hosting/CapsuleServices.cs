using System.Runtime.Versioning;
using Capsule.Extensions.Hosting.Health;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Capsule.Extensions.Hosting;

/// <summary>Registers a runtime in a host.</summary>
public static class CapsuleServices
{
    /// <summary>
    /// Adds <see cref="ICapsuleRuntimeProvider"/>: one runtime, made as <see cref="CapsuleHostingOptions.WarmUp"/> says, and
    /// stopped with the host, which waits for runs that are under way as long as it waits for anything.
    /// </summary>
    [SupportedOSPlatform("linux")]
    public static CapsuleBuilder AddCapsule(this IServiceCollection services)
    {
        services.AddOptions<CapsuleHostingOptions>().ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<CapsuleHostingOptions>, CapsuleHostingOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RuntimeProvider>();
        services.TryAddSingleton<ICapsuleRuntimeProvider>(provider => provider.GetRequiredService<RuntimeProvider>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RuntimeHostedService>());
        services.TryAddSingleton<CapsuleHealthCheck>();
        return new CapsuleBuilder(services);
    }

    /// <summary>Adds a runtime, with options set by code.</summary>
    [SupportedOSPlatform("linux")]
    public static CapsuleBuilder AddCapsule(this IServiceCollection services, Action<CapsuleHostingOptions> configure)
    {
        services.Configure(configure);
        return services.AddCapsule();
    }

    /// <summary>Adds a runtime, with options of configuration, such as <c>configuration.GetSection("Capsule")</c>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="section">Has members of <see cref="CapsuleHostingOptions"/> by name; one that is none of them is an error.</param>
    [SupportedOSPlatform("linux")]
    public static CapsuleBuilder AddCapsule(this IServiceCollection services, IConfiguration section)
    {
        services.AddOptions<CapsuleHostingOptions>().Bind(section, binder => binder.ErrorOnUnknownConfiguration = true);
        return services.AddCapsule();
    }

    /// <summary>
    /// Adds a health check: a trivial task has to end within 30 seconds. Healthy, or degraded while the runtime is being made and
    /// where its cache cannot be written, or else unhealthy. An answer holds for 10 seconds: asking more often costs nothing.
    /// </summary>
    /// <param name="builder">The host's health checks.</param>
    /// <param name="name">The name of the check.</param>
    /// <param name="failureStatus">What is told in place of unhealthy.</param>
    /// <param name="tags">Tags to select checks by.</param>
    public static IHealthChecksBuilder AddCapsule(
        this IHealthChecksBuilder builder, string name = "capsule", HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        builder.Services.AddCapsule();
        return builder.Add(new HealthCheckRegistration(
            name, services => services.GetRequiredService<CapsuleHealthCheck>(), failureStatus, tags));
    }
}

using Capsule.Runtime;
using Microsoft.Extensions.DependencyInjection;

namespace Capsule.Extensions.Hosting;

/// <summary>Adds to what <see cref="CapsuleServices"/> registered.</summary>
public sealed class CapsuleBuilder
{
    internal CapsuleBuilder(IServiceCollection services) => Services = services;

    /// <summary>The services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>
    /// Changes what the runtime is made with, by code: tools, certificates, observers. What configuration said is in the
    /// options already. Changes are made in the order in which they were added, when the runtime is made.
    /// </summary>
    public CapsuleBuilder Configure(Func<IServiceProvider, CapsuleOptions, CapsuleOptions> change)
    {
        Services.AddSingleton(new OptionsChange(change));
        return this;
    }

    /// <summary>Changes what the runtime is made with, by code that needs no services.</summary>
    public CapsuleBuilder Configure(Func<CapsuleOptions, CapsuleOptions> change) => Configure((_, options) => change(options));
}

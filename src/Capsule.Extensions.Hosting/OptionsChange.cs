using Capsule.Runtime;

namespace Capsule.Extensions.Hosting;

/// <summary>A change that the host program makes to the options of its runtime.</summary>
internal sealed record OptionsChange(Func<IServiceProvider, CapsuleOptions, CapsuleOptions> Apply);

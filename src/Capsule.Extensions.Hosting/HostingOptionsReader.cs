using Capsule.Options;
using Capsule.Policies;
using Capsule.Runtime;

namespace Capsule.Extensions.Hosting;

/// <summary>Makes the runtime's options of those that an operator set, which are valid.</summary>
internal static class HostingOptionsReader
{
    internal static CapsuleOptions Read(CapsuleHostingOptions options, TimeProvider time) => new()
    {
        CacheDirectory = options.CacheDirectory,
        KeyDirectory = options.KeyDirectory,
        StateDirectory = options.StateDirectory,
        GuestDirectory = options.GuestDirectory,
        Time = time,
        Caps = new PolicyCaps
        {
            Limits = new TaskLimits
            {
                Compute = Text(options.MaxCompute) is { } compute ? Compute.Read(compute) : null,
                Ram = Text(options.MaxRam) is { } ram ? ByteSize.Read(ram) : null,
                Timeout = Text(options.MaxTimeout) is { } timeout ? Duration.Read(timeout) : null,
                MaxOutput = Text(options.MaxOutput) is { } output ? ByteSize.Read(output) : null,
                MaxRetries = options.MaxRetries,
            },
        },
    };

    private static OptionValue.Text? Text(string? value) => value is null ? null : new OptionValue.Text(value);
}

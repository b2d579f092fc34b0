namespace Capsule.Server.Settings;

/// <summary>Finds settings that do not fit together.</summary>
internal static class SettingsCheck
{
    /// <summary>What is wrong, or null.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="placeOf">Where a setting was set, by its name.</param>
    internal static Failure? FindFault(ServerOptions options, Func<string, string> placeOf)
    {
        var isTls = options.Listen.Scheme == Uri.UriSchemeHttps;
        return options.Listen is { Host: "localhost", Port: 0 } ? Failure.Config($"{placeOf("listen")} has no address for port 0: use 127.0.0.1 or [::1]")
            : isTls && options.TlsCertificate is null ? Failure.Config($"{placeOf("listen")} needs a certificate: say --tls-certificate FILE")
            : !isTls && options.TlsCertificate is not null ? Failure.Config($"{placeOf("tls_certificate")} is of no use with {options.Listen.OriginalString}: listen on https://")
            : options.TlsKey is not null && options.TlsCertificate is null ? Failure.Config($"{placeOf("tls_key")} needs a certificate: say --tls-certificate FILE")
            : FindExposure(options, placeOf)
            ?? (options.MaxBodyBytes > options.BodyBytesAtOnce
                ? Failure.Config($"{placeOf("max_body")} is {options.MaxBodyBytes} bytes, more than the {options.BodyBytesAtOnce} of max_bodies, which are for all requests together")
                : null);
    }

    /// <remarks>Threat: API keys and what they guard would cross a network for everybody to read.</remarks>
    private static Failure? FindExposure(ServerOptions options, Func<string, string> placeOf) =>
        options.Listen is { Scheme: "http", IsLoopback: false } && !options.IsInsecure
            ? Failure.Config(
                $"{placeOf("listen")} is reached from other machines, and API keys would cross the network unencrypted: listen on https:// with --tls-certificate, "
                + "or on 127.0.0.1 behind a proxy that has TLS, or say --insecure where the network is trusted")
            : null;
}

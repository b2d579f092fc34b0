using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Capsule.Server.Hosting;

/// <summary>Has Kestrel listen, within bounds.</summary>
internal static class Listener
{
    /// <remarks>Threat: clients that send without end, or hardly at all, and never let go of their connections.</remarks>
    internal static void Configure(KestrelServerOptions kestrel, ServerOptions options, ConnectionTable connections, TlsCertificate? tls)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        if (IPAddress.TryParse(options.Listen.Host.Trim('[', ']'), out var address))
        {
            kestrel.Listen(address, options.Listen.Port, Serve);
        }
        else
        {
            kestrel.ListenLocalhost(options.Listen.Port, Serve);
        }

        void Serve(ListenOptions listen)
        {
            listen.Use(next => connection => connections.ServeAsync(connection, next));
            if (tls is not null)
            {
                var log = listen.ApplicationServices.GetRequiredService<ILogger<TlsCertificate>>();
                listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(tls.Get(log)) });
            }
        }
    }
}

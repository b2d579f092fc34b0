using Capsule.Server.Http;
using Capsule.Server.Keys;

namespace Capsule.Server.Telemetry;

/// <summary><c>/metrics</c>: numbers of the whole server, for Prometheus.</summary>
internal static class MetricsRoutes
{
    internal static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
        "/metrics", (ServerMetrics metrics) => Results.Text(metrics.Write(), PrometheusText.ContentType)).Require(KeyRole.Monitor);
}

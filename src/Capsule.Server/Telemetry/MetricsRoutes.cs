using Capsule.Server.Http;
using Capsule.Server.Keys;
using Capsule.Server.OpenApi;

namespace Capsule.Server.Telemetry;

/// <summary><c>/metrics</c>: numbers of the whole server, for Prometheus.</summary>
internal static class MetricsRoutes
{
    internal static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
        "/metrics", (ServerMetrics metrics) => Results.Text(metrics.Write(), PrometheusText.ContentType)).Require(KeyRole.Monitor).WithMetadata(
        new ApiOperation("getMetrics", "Gets numbers of the whole server, for Prometheus.")
        {
            Answers = [(StatusCodes.Status200OK, "The numbers.", null)],
            ContentType = "text/plain",
        });
}

using Capsule.Server.OpenApi;

namespace Capsule.Server.Http;

/// <summary><c>/health</c>: for whoever restarts the server, or sends it requests. They say nothing but a status, to anybody.</summary>
internal static class HealthRoutes
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Ok()).AllowAnonymous().WithMetadata(
            new ApiOperation("isLive", "Tells whether the server lives.")
            {
                Answers = [(StatusCodes.Status200OK, "It does.", null)],
            });
        routes.MapGet("/health/ready", Ready).AllowAnonymous().WithMetadata(
            new ApiOperation("isReady", "Tells whether the server takes requests.")
            {
                Answers = [(StatusCodes.Status200OK, "It does.", null)],
            });
    }

    /// <summary>The runtime is ready before the server listens; when it is told to end, it is not any more.</summary>
    private static IResult Ready(IHostApplicationLifetime lifetime) =>
        lifetime.ApplicationStopping.IsCancellationRequested ? Results.StatusCode(StatusCodes.Status503ServiceUnavailable) : Results.Ok();
}

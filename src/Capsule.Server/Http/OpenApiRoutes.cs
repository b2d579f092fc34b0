using Capsule.Server.Keys;
using Capsule.Server.OpenApi;

namespace Capsule.Server.Http;

/// <summary><c>/openapi.json</c>.</summary>
internal static class OpenApiRoutes
{
    internal static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/openapi.json", Get).Require(KeyRole.Read).WithMetadata(
        new ApiOperation("getOpenApi", "Describes the API.") { Answers = [(StatusCodes.Status200OK, "This document.", null)] });

    private static JsonAnswer Get(ApiDocument document) => new(StatusCodes.Status200OK, document.Write);
}

using System.Text.Json;
using Capsule.Mcp;
using Capsule.Server.Http;
using Capsule.Server.Keys;
using Capsule.Server.OpenApi;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Capsule.Server.Mcp;

/// <summary><c>/mcp</c>: the Model Context Protocol over HTTP, with the tools of <c>capsule mcp</c>.</summary>
/// <remarks>
/// Without sessions of the protocol: each request is whole, and nothing that a client forgets stays. What code remembers is in sessions of Capsule,
/// which are the tenant's.
/// </remarks>
internal static class McpRoutes
{
    private static readonly ApiOperation Operation = new("callMcp", "Answers a message of the Model Context Protocol, over streamable HTTP.")
    {
        OtherBody = "application/json",
        Answers = [(StatusCodes.Status200OK, "The answer, as an event.", null)],
        ContentType = "text/event-stream",
    };

    internal static void Add(IServiceCollection services)
    {
        services.AddSingleton<TenantToolsets>();
        services.AddMcpServer().WithHttpTransport(http =>
        {
            http.SessionMode = HttpServerSessionMode.Stateless;
            http.ConfigureSessionOptions = (context, server, _) =>
            {
                Configure(context, server);
                return Task.CompletedTask;
            };
        });
    }

    internal static void Map(IEndpointRouteBuilder routes) => routes.MapMcp("/mcp").Require(KeyRole.Run).WithMetadata(Operation).Add(endpoint =>
    {
        var handle = endpoint.RequestDelegate!;
        endpoint.RequestDelegate = context => context.RequestServices.GetRequiredService<BodyBudget>().Take(context) is { } refusal
            ? refusal.ExecuteAsync(context)
            : handle(context);
    });

    /// <summary>A call of a tool has a slot like any other execution, and is charged for what it computed.</summary>
    private static void Configure(HttpContext context, McpServerOptions server)
    {
        var tenant = ApiKeyHandler.UseOf(context);
        context.RequestServices.GetRequiredService<TenantToolsets>().Of(tenant).Configure(server);
        var slots = context.RequestServices.GetRequiredService<ExecutionSlots>();
        var call = server.Handlers.CallToolHandler!;
        server.Handlers.CallToolHandler = async (request, cancellationToken) =>
        {
            var (slot, refusal) = await slots.TakeAsync(tenant, context.RequestAborted);
            if (slot is null)
            {
                return McpAnswer.Of(refusal!.Failure);
            }

            using var held = slot;
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, slot.Ended);
            var answer = await call(request, ending.Token);
            slot.Charge(FuelOf(answer));
            return answer;
        };
    }

    private static long FuelOf(CallToolResult answer) =>
        answer.StructuredContent is { ValueKind: JsonValueKind.Object } content
        && content.TryGetProperty("execution", out var execution)
        && execution.TryGetProperty("fuel_consumed", out var fuel)
            ? fuel.GetInt64()
            : 0;
}

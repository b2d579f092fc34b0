using System.Diagnostics;
using Capsule.Runtime;
using Capsule.Server.Http;

namespace Capsule.Server.Telemetry;

/// <summary>Spans of requests, which continue the trace of a caller who has a key (W3C Trace Context).</summary>
/// <remarks>
/// Threat: anybody who has the port puts spans into traces that they guess, or has everything sampled. So ASP.NET Core, which takes the headers
/// before anybody is known, is given none, and they are read here.
/// </remarks>
internal sealed class CallerTrace : DistributedContextPropagator
{
    private const int MaxState = 512;

    /// <inheritdoc/>
    public override IReadOnlyCollection<string> Fields => [];

    /// <summary>Handles a request of somebody who has a key in a span of its own.</summary>
    internal static async Task HandleAsync(HttpContext context, RequestDelegate handle)
    {
        if (context.User.Identity?.IsAuthenticated != true)
        {
            await handle(context);
            return;
        }

        // The span of ASP.NET Core is in no trace that anybody keeps.
        var outer = Activity.Current;
        Activity.Current = null;
        using (var span = Start(context))
        {
            await handle(context);
            span?.SetTag("http.response.status_code", context.Response.StatusCode);
            if (context.Response.StatusCode >= StatusCodes.Status500InternalServerError)
            {
                span?.SetStatus(ActivityStatusCode.Error);
            }
        }

        Activity.Current = outer;
    }

    /// <inheritdoc/>
    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter)
    {
    }

    /// <inheritdoc/>
    public override void ExtractTraceIdAndState(object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState) =>
        (traceId, traceState) = (null, null);

    /// <inheritdoc/>
    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) => null;

    private static Activity? Start(HttpContext context)
    {
        var headers = context.Request.Headers;
        var state = headers.TraceState.ToString();
        ActivityContext.TryParse(headers.TraceParent, state.Length is > 0 and <= MaxState ? state : null, isRemote: true, out var caller);
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        var span = CapsuleTelemetry.Source.StartActivity(route is null ? context.Request.Method : $"{context.Request.Method} {route}", ActivityKind.Server, caller);
        span?.SetTag("http.request.method", context.Request.Method);
        span?.SetTag("http.route", route);
        span?.SetTag("capsule.tenant", ApiKeyHandler.TenantOf(context));
        return span;
    }
}

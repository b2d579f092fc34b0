using System.Diagnostics;
using Capsule.Runtime.HostApi;

namespace Capsule.Runtime.Telemetry;

/// <summary>Spans of calls of the host program's functions, by OpenTelemetry's semantic conventions for tools of agents.</summary>
internal static class ToolSpans
{
    private const string Operation = "execute_tool";

    /// <summary>A call, below the span of this moment; what the function does is below it. Null when nobody listens.</summary>
    /// <param name="tool">The name, of bounded length: a guest's text where there is no such tool.</param>
    /// <param name="isKnown">Whether there is such a tool. Threat: a guest that invents names makes as many kinds of spans.</param>
    internal static Activity? Start(string tool, bool isKnown)
    {
        var span = CapsuleTelemetry.Source.StartActivity(isKnown ? $"{Operation} {tool}" : Operation);
        span?.SetTag("gen_ai.operation.name", Operation);
        span?.SetTag("gen_ai.tool.name", tool);
        span?.SetTag("gen_ai.tool.type", "function");
        return span;
    }

    /// <summary>The call ended.</summary>
    internal static void End(Activity? span, HostErrorKind? error)
    {
        if (error is { } kind)
        {
            span?.SetTag("error.type", kind.ToName());
            span?.SetStatus(ActivityStatusCode.Error);
        }
    }
}

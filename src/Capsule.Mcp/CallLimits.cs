using Capsule.Options;
using Capsule.Policies;

namespace Capsule.Mcp;

/// <summary>The limits that a call asks for: no more than the operator's caps, whatever it says.</summary>
internal static class CallLimits
{
    /// <summary>The limits that a call names; the others are left out.</summary>
    /// <param name="call">The call.</param>
    /// <param name="caps">The most it may have.</param>
    /// <exception cref="ModelContextProtocol.McpProtocolException">A limit has a value that is none of its forms.</exception>
    internal static TaskLimits Read(McpCall call, PolicyCaps caps)
    {
        var limits = TaskLimits.None;
        foreach (var limit in PolicyOptions.Limits)
        {
            if (call.Find(limit.Name) is not { } value)
            {
                continue;
            }

            var wanted = limit.Apply(TaskLimits.None, OptionValues.FromJson(value))
                ?? throw McpCall.Invalid($"{limit.Name}={value.GetRawText()} is not valid; use {limit.Forms}");
            limits = limit.Apply(limits, limit.Write(caps.Apply(wanted.Override(TaskPolicy.Default))))!;
        }

        return limits;
    }
}

using Capsule.Runtime.Tools;
using Microsoft.Extensions.AI;

namespace Capsule.Runtime;

/// <summary>A function of the host program that sandboxed code may call, and within which bounds.</summary>
public sealed record HostTool
{
    /// <summary>A function with the default bounds, and no approval.</summary>
    public HostTool(AIFunction function)
    {
        Function = function;
        Name = ToolNames.ToPython(function.Name);
    }

    /// <summary>
    /// The function. Its JSON schema says which arguments it takes; delegates become functions by
    /// <see cref="AIFunctionFactory"/>.
    /// </summary>
    public AIFunction Function { get; }

    /// <summary>Its name in Python: <c>tools.name(…)</c>. By default the function's, with <c>_</c> for what Python names cannot hold.</summary>
    public string Name { get; init; }

    /// <summary>How long a call may take before the task gets a <c>TimeoutError</c>, approval included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The most bytes of JSON that a call's arguments may have.</summary>
    public int MaxArgumentBytes { get; init; } = 1 << 20;

    /// <summary>The most bytes of JSON that a call's result may have.</summary>
    public int MaxResultBytes { get; init; } = 8 << 20;

    /// <summary>How many calls of one run go on at once; more wait. Threat: a task that starts thousands of them.</summary>
    public int MaxConcurrency { get; init; } = 16;

    /// <summary>How many calls one run may make in all. Threat: a task that calls in a loop what costs money.</summary>
    public int MaxCalls { get; init; } = 10_000;

    /// <summary>
    /// Asked before each call; false refuses it, and the task gets a <c>PermissionError</c>. Null allows all calls, but for a
    /// function that is an <see cref="ApprovalRequiredAIFunction"/>, which nobody could approve then.
    /// </summary>
    public Func<ToolCall, CancellationToken, ValueTask<bool>>? Approval { get; init; }

    /// <summary>Whether calls need an approval that nobody gives.</summary>
    internal bool LacksApproval => Approval is null && Function.GetService<ApprovalRequiredAIFunction>() is not null;
}

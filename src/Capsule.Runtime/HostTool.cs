using Capsule.Runtime.Tools;
using Microsoft.Extensions.AI;

namespace Capsule.Runtime;

/// <summary>Represents a function of the host application that sandboxed code may call, and its bounds.</summary>
public sealed record HostTool
{
    /// <summary>Creates a tool with the default bounds, and no approval.</summary>
    public HostTool(AIFunction function)
    {
        Function = function;
        Name = ToolNames.ToName(function.Name);
    }

    /// <summary>
    /// Gets the function. Its JSON schema says which arguments it takes; delegates become functions by
    /// <see cref="AIFunctionFactory"/>.
    /// </summary>
    public AIFunction Function { get; }

    /// <summary>Gets its name in code: <c>tools.name(…)</c>. The default is the function's, with <c>_</c> for what names cannot hold.</summary>
    public string Name { get; init; }

    /// <summary>Gets how long a call may take before the task gets a <c>TimeoutError</c>, approval included. The default is 1 minute.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets the most bytes of JSON that a call's arguments may have. The default is 1 MiB.</summary>
    public int MaxArgumentBytes { get; init; } = 1 << 20;

    /// <summary>Gets the most bytes of JSON that a call's result may have. The default is 8 MiB.</summary>
    public int MaxResultBytes { get; init; } = 8 << 20;

    /// <summary>Gets how many calls of one run execute at once; more wait. The default is 16. Threat: a task that starts thousands of them.</summary>
    public int MaxConcurrency { get; init; } = 16;

    /// <summary>Gets how many calls one run may make in all. The default is 10 000. Threat: a task that calls in a loop what costs money.</summary>
    public int MaxCalls { get; init; } = 10_000;

    /// <summary>
    /// Gets a function that is asked before each call; false refuses it, and the task gets a <c>PermissionError</c>. Null allows all calls, but for a
    /// function that is an <see cref="ApprovalRequiredAIFunction"/>, which nobody could approve then.
    /// </summary>
    public Func<ToolCall, CancellationToken, ValueTask<bool>>? Approval { get; init; }

    /// <summary>Whether calls need an approval that nobody gives.</summary>
    internal bool LacksApproval => Approval is null && Function.GetService<ApprovalRequiredAIFunction>() is not null;
}

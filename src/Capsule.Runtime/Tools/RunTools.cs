using System.Collections.Frozen;

namespace Capsule.Runtime.Tools;

/// <summary>The tools of one run.</summary>
internal sealed class RunTools
{
    private static readonly RunTools Empty = new([]);
    private readonly FrozenDictionary<string, ToolSlot> slots;

    private RunTools(IReadOnlyCollection<HostTool> tools) =>
        slots = tools.ToFrozenDictionary(tool => tool.Name, tool => new ToolSlot(tool), StringComparer.Ordinal);

    internal static RunTools Of(IReadOnlyCollection<HostTool>? tools) => tools is null or { Count: 0 } ? Empty : new(tools);

    /// <summary>
    /// The tool that a task may use, or null. The operator grants tools to the run; what a task declares narrows that for
    /// itself.
    /// </summary>
    internal ToolSlot? Find(string name, TaskPolicy policy) =>
        slots.TryGetValue(name, out var slot) && IsAllowed(name, policy) ? slot : null;

    /// <summary>The names that a task may use.</summary>
    internal IEnumerable<string> Names(TaskPolicy policy) =>
        slots.Keys.Where(name => IsAllowed(name, policy)).Order(StringComparer.Ordinal);

    private static bool IsAllowed(string name, TaskPolicy policy) => policy.Tools?.Contains(name) != false;
}

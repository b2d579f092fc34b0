using ModelContextProtocol.Protocol;

namespace Capsule.Mcp;

/// <summary>What a tool does to what is around it, by which clients decide whether to ask their user. All of them are told: the protocol's defaults are the worst.</summary>
/// <param name="IsReadOnly">It changes nothing.</param>
/// <param name="IsDestructive">It may delete or overwrite something.</param>
/// <param name="IsIdempotent">Calling it again with the same arguments changes nothing more.</param>
/// <param name="IsOpenWorld">It may reach the network.</param>
internal sealed record ToolEffects(bool IsReadOnly = false, bool IsDestructive = false, bool IsIdempotent = false, bool IsOpenWorld = false)
{
    /// <summary>Only looks.</summary>
    internal static readonly ToolEffects Reads = new(IsReadOnly: true, IsIdempotent: true);

    /// <summary>Makes something new.</summary>
    internal static readonly ToolEffects Adds = new();

    /// <summary>Replaces or ends what is there.</summary>
    internal static readonly ToolEffects Replaces = new(IsDestructive: true, IsIdempotent: true);

    /// <summary>Does what its author wants, with whatever that has been granted.</summary>
    internal static readonly ToolEffects Anything = new(IsDestructive: true, IsOpenWorld: true);

    /// <summary>What code can do: no more than the operator's grants allow.</summary>
    /// <param name="options">The grants.</param>
    /// <param name="keepsState">Whether it leaves something in a session.</param>
    internal static ToolEffects OfCode(McpOptions options, bool keepsState)
    {
        var (writes, hasNetwork) = (
            options.Mounts.Any(mount => mount.IsWritable) || options.Connections.Count > 0,
            options.Policy.AllowedHosts.Count > 0 || options.Connections.Count > 0);
        return new ToolEffects(
            IsReadOnly: !writes && !hasNetwork && !keepsState, IsDestructive: writes || hasNetwork, IsOpenWorld: hasNetwork);
    }

    /// <summary>As the protocol writes it.</summary>
    /// <param name="title">What clients call the tool.</param>
    internal ToolAnnotations ToProtocol(string title) => new()
    {
        Title = title,
        ReadOnlyHint = IsReadOnly,
        DestructiveHint = IsDestructive,
        IdempotentHint = IsIdempotent,
        OpenWorldHint = IsOpenWorld,
    };
}

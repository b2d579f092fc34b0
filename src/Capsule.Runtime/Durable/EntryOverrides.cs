
namespace Capsule.Runtime.Durable;

/// <summary>What was set for the entry of a run in place of what its program declares, and who says so.</summary>
/// <param name="Overrides">What was set.</param>
/// <param name="IsStored">
/// Whether a journal says so. Threat: a journal from elsewhere. The operator may go above the caps, at the start of a run; a
/// file may not.
/// </param>
internal sealed record EntryOverrides(TaskLimits Overrides, bool IsStored)
{
    /// <summary>The policy that holds for the entry.</summary>
    internal TaskPolicy Apply(TaskPolicy policy, PolicyCaps caps) =>
        IsStored ? caps.Apply(Overrides.Override(policy)) : Overrides.Override(caps.Apply(policy));
}

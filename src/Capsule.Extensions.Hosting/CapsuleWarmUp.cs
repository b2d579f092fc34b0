namespace Capsule.Extensions.Hosting;

/// <summary>When a host makes its runtime. The first time on a machine that takes some seconds, afterwards some tens of milliseconds.</summary>
public enum CapsuleWarmUp
{
    /// <summary>While the host starts, which does not wait for it: the first calls do, if they come before it is ready.</summary>
    InBackground,

    /// <summary>Before the host has started; where it cannot be made, the host does not start.</summary>
    AtStart,

    /// <summary>For the first call.</summary>
    OnFirstUse,
}

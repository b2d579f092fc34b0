namespace Capsule.Runtime.HostApi;

/// <summary>What a guest waits for.</summary>
internal enum WaitKind
{
    /// <summary>Nothing but other tasks of the run.</summary>
    Tasks,

    /// <summary>Other tasks of the run, and something else.</summary>
    TasksAndMore,

    /// <summary>Nothing but times and signals, which may be days away.</summary>
    Events,

    /// <summary>Something that is done now.</summary>
    Work,
}

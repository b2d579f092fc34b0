namespace Capsule.Wasm.Engine;

/// <summary>What can be chosen about the engine; everything else is fixed in <see cref="WasmEngine"/>.</summary>
internal sealed record EngineOptions
{
    /// <summary>Whether compilation optimises for speed; without it a module compiles faster and runs slower.</summary>
    public bool Optimize { get; init; } = true;

    /// <summary>Which processors compiled code is for.</summary>
    public CodeTarget Target { get; init; } = CodeTarget.ThisProcessor;

    /// <summary>
    /// What idle memories take together at most, in bytes. The default is a thirty-second of the memory that the process may have, at
    /// least 64 MiB and at most 512 MiB.
    /// </summary>
    public long IdleMemoryBytes { get; init; } = Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 32, 64 << 20, 512 << 20);

    /// <summary>How many idle memories stay though nobody has used them for some seconds.</summary>
    public int KeptMemories { get; init; } = Math.Max(8, Environment.ProcessorCount * 2);

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>
    /// Native stack that guest code may use, in bytes. The thread that calls a guest must have
    /// <see cref="ThreadStackBytes"/>.
    /// </summary>
    public int GuestStackBytes { get; init; } = 64 << 20;

    /// <summary>The stack that a thread needs to run a guest: the guest's, and room for the host's own frames.</summary>
    public int ThreadStackBytes => GuestStackBytes + (8 << 20);
}

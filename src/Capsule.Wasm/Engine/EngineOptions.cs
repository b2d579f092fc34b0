namespace Capsule.Wasm.Engine;

/// <summary>What can be chosen about the engine; everything else is fixed in <see cref="WasmEngine"/>.</summary>
internal sealed record EngineOptions
{
    /// <summary>Whether compilation optimises for speed; without it a module compiles faster and runs slower.</summary>
    public bool Optimize { get; init; } = true;

    /// <summary>Which processors compiled code is for.</summary>
    public CodeTarget Target { get; init; } = CodeTarget.ThisProcessor;

    /// <summary>How many idle memories are kept for reuse, about 1 MiB each at most.</summary>
    public int IdleMemories { get; init; } = Math.Max(8, Environment.ProcessorCount * 2);

    /// <summary>
    /// Native stack that guest code may use, in bytes. The thread that calls a guest must have
    /// <see cref="ThreadStackBytes"/>.
    /// </summary>
    public int GuestStackBytes { get; init; } = 64 << 20;

    /// <summary>The stack that a thread needs to run a guest: the guest's, and room for the host's own frames.</summary>
    public int ThreadStackBytes => GuestStackBytes + (8 << 20);
}

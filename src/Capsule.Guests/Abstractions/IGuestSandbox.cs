using Capsule.Wasm.Memory;
using Capsule.Wasm.Metering;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Abstractions;

/// <summary>
/// One isolated interpreter. Requests and answers are JSON, as GuestMessages and SessionMessages of the runtime define them; answers
/// are not trusted. It is used by one thread at a time, and after a <see cref="GuestAnswer.Stop"/> it can only be disposed.
/// </summary>
internal interface IGuestSandbox : IDisposable
{
    /// <summary>Loads a program, and answers with what it declares.</summary>
    GuestAnswer Load(ReadOnlySpan<byte> request);

    /// <summary>Reads what a loaded program may import later.</summary>
    GuestAnswer Scan(ReadOnlySpan<byte> request);

    /// <summary>Runs a task of a loaded program.</summary>
    GuestAnswer Run(ReadOnlySpan<byte> request);

    /// <summary>Runs a cell, or answers a question about one.</summary>
    GuestAnswer Session(ReadOnlySpan<byte> request);

    /// <summary>Compiles a module without running it.</summary>
    /// <returns>What <see cref="IModuleCompiler"/> keeps; empty where the language has nothing to keep.</returns>
    GuestAnswer CompileModule(ReadOnlySpan<byte> source);

    /// <summary>Begins another call, with limits of its own.</summary>
    void Restart(MeterLimits limits);

    /// <summary>Takes a snapshot, between two calls, from which other sandboxes start.</summary>
    Snapshot Capture();

    /// <summary>Takes the state between two calls, from which this session goes on. It costs what changed since the last time.</summary>
    SandboxState Checkpoint();

    /// <summary>Its files, for the host to use between two calls.</summary>
    GuestFiles Files { get; }

    /// <summary>Whether it has something open that is lost where another sandbox goes on from its state: files of the host, pipes.</summary>
    bool HoldsWhatIsLost { get; }

    /// <summary>
    /// The limit that was reached in this call, when the guest was told to end it instead of being stopped; or null.
    /// </summary>
    Stop? Exceeded { get; }

    /// <summary>The ticks that it has used.</summary>
    long TicksUsed { get; }

    /// <summary>The bytes of memory that hold something.</summary>
    long MeasureMemory();

    /// <summary>Whether it printed more than it may, which it may have survived.</summary>
    bool OutputWasRefused { get; }

    /// <summary>Whether it was refused memory, which it may have survived.</summary>
    bool MemoryWasRefused { get; }

    /// <summary>Whether guest code read a clock: a snapshot would have all runs see the same time.</summary>
    bool ReadClock { get; }

    /// <summary>Whether guest code drew random numbers: a snapshot would have all runs draw the same.</summary>
    bool DrewRandomness { get; }
}

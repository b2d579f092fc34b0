using Capsule.Guests.FileSystem.Host;
using Capsule.Guests.FileSystem.Streams;
using Capsule.Wasm.Memory;
using Capsule.Wasm.Metering;

namespace Capsule.Guests.Abstractions;

/// <summary>What one sandbox gets.</summary>
internal sealed record GuestSandboxOptions
{
    /// <summary>Where it starts: an image, or a program that was loaded from one.</summary>
    public required Snapshot Snapshot { get; init; }

    /// <summary>Files to start from, which belong to the snapshot; null for the program's as they are.</summary>
    public SandboxState? State { get; init; }

    /// <summary>What private files alone may take, in bytes.</summary>
    public long FileLimit { get; init; } = long.MaxValue;

    /// <summary>The program's files, in the working directory.</summary>
    public required Workspace Workspace { get; init; }

    /// <summary>Folders of the host that it may use.</summary>
    public IReadOnlyList<SandboxMount> Mounts { get; init; } = [];

    /// <summary>Folders of Capsule's own, which it never sees, wherever they are in those that it may use.</summary>
    public IReadOnlyList<ReservedFolder> ReservedFolders { get; init; } = [];

    /// <summary>What it may do with folders of the host.</summary>
    public HostFileBudget FileBudget { get; init; } = new(HostFileLimits.Default);

    /// <summary>What it may compute, and how long; a deadline is counted from the start of the sandbox.</summary>
    public required MeterLimits Limits { get; init; }

    /// <summary>What time is measured with.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Memory for the heap and private files together, in bytes.</summary>
    public required ulong MemoryLimit { get; init; }

    /// <summary>The account of what the host keeps because of it, or null for one of its own.</summary>
    public HostMemory? HostMemory { get; init; }

    /// <summary>How much it may print, in bytes.</summary>
    public required long OutputLimit { get; init; }

    /// <summary>Its clock, or null for the host's.</summary>
    public IGuestClock? Clock { get; init; }

    /// <summary>Its randomness, or null for the host's.</summary>
    public IGuestRandom? Random { get; init; }

    /// <summary>Answers its requests to the host.</summary>
    public IHostCallHandler HostCalls { get; init; } = NoHostCalls.Instance;

    /// <summary>Takes what it prints.</summary>
    public required OutputSink Output { get; init; }

    /// <summary>Takes what it prints to standard error.</summary>
    public required OutputSink ErrorOutput { get; init; }
}

using Capsule.Guests.Emscripten;
using Capsule.Guests.FileSystem.Host;
using Capsule.Guests.Python;
using Capsule.Runtime.Files;
using Capsule.Runtime.HostApi;
using Capsule.Wasm.Memory;
using Capsule.Wasm.Metering;

namespace Capsule.Runtime.Execution;

/// <summary>What a sandbox is to be made with.</summary>
internal sealed record SandboxRequest
{
    /// <summary>Where it starts.</summary>
    internal required Snapshot Snapshot { get; init; }

    /// <summary>Files to start from, or null.</summary>
    internal SandboxState? State { get; init; }

    /// <summary>What private files alone may take, in bytes.</summary>
    internal long FileLimit { get; init; } = long.MaxValue;

    /// <summary>The program's files.</summary>
    internal required Workspace Workspace { get; init; }

    /// <summary>What it may compute, and how long.</summary>
    internal required MeterLimits Limits { get; init; }

    /// <summary>Memory, in bytes.</summary>
    internal required ulong MemoryLimit { get; init; }

    /// <summary>The account of what the host keeps because of it, or null for one of its own.</summary>
    internal HostMemory? HostMemory { get; init; }

    /// <summary>How much it may print, in bytes.</summary>
    internal required long OutputLimit { get; init; }

    /// <summary>Takes what it prints.</summary>
    internal required PrintSink Print { get; init; }

    /// <summary>Answers its requests; by default it may ask for nothing.</summary>
    internal IHostCallHandler HostCalls { get; init; } = new HostCallGate(inner: null);

    /// <summary>Folders of the host, or null for none.</summary>
    internal GrantedFolders? Folders { get; init; }

    /// <summary>What it may do with them.</summary>
    internal HostFileBudget FileBudget { get; init; } = new(HostFileLimits.Default);

    /// <summary>Its clock, or null for the host's.</summary>
    internal IGuestClock? Clock { get; init; }

    /// <summary>Its randomness, or null for the host's.</summary>
    internal IGuestRandom? Random { get; init; }
}

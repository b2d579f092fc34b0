using Capsule.Guests.Python;
using Capsule.Runtime.Files;
using Capsule.Wasm.Metering;

namespace Capsule.Runtime.Execution;

/// <summary>Makes the sandboxes of a runtime.</summary>
/// <param name="guest">The guest.</param>
/// <param name="own">Capsule's own folders, which no sandbox ever sees.</param>
/// <param name="time">The clock.</param>
internal sealed class SandboxFactory(PythonGuest guest, OwnFolders own, TimeProvider time)
{
    private readonly SystemRandom random = new();

    internal PythonGuest Guest => guest;

    internal TimeProvider Time => time;

    /// <summary>Capsule's own folders, which no sandbox ever sees.</summary>
    internal OwnFolders Own => own;

    /// <summary>Makes a sandbox; its deadline starts now.</summary>
    internal PythonSandbox Start(SandboxRequest request) => guest.Start(new PythonSandboxOptions
    {
        Snapshot = request.Snapshot,
        State = request.State,
        FileLimit = request.FileLimit,
        Workspace = request.Workspace,
        Meter = new Meter(request.Limits, time),
        MemoryLimit = request.MemoryLimit,
        HostMemory = request.HostMemory,
        OutputLimit = request.OutputLimit,
        Clock = request.Clock ?? new SystemClock(time),
        Random = request.Random ?? random,
        HostCalls = request.HostCalls,
        Mounts = request.Folders?.Mounts ?? [],
        ReservedFolders = request.Folders?.Reserved ?? [],
        FileBudget = request.FileBudget,
        Output = bytes => request.Print(OutputChannel.Output, bytes),
        ErrorOutput = bytes => request.Print(OutputChannel.Error, bytes),
    });
}

using Capsule.Guests.Python;
using Capsule.Wasm.Memory;
using Capsule.Wasm.Metering;

namespace Capsule.Runtime.Execution;

/// <summary>Makes the sandboxes of a runtime.</summary>
internal sealed class SandboxFactory(PythonGuest guest, TimeProvider time)
{
    private readonly SystemRandom random = new();

    internal PythonGuest Guest => guest;

    internal PythonSandbox Start(
        Snapshot snapshot, Workspace workspace, MeterLimits limits, ulong memoryLimit, long outputLimit,
        PrintSink print) => guest.Start(new PythonSandboxOptions
        {
            Snapshot = snapshot,
            Workspace = workspace,
            Meter = new Meter(limits, time),
            MemoryLimit = memoryLimit,
            OutputLimit = outputLimit,
            Clock = new SystemClock(time),
            Random = random,
            Output = bytes => print(OutputChannel.Output, bytes),
            ErrorOutput = bytes => print(OutputChannel.Error, bytes),
        });
}

using System.Text.Json;
using Capsule.Guests.Abstractions;
using Capsule.Runtime.Execution;
using Capsule.Runtime.HostApi;
using Capsule.Runtime.Http;
using Capsule.Runtime.Secrets;
using Capsule.Runtime.Tools;
using Capsule.Wasm.Metering;

namespace Capsule.Runtime.Sessions;

/// <summary>The sandbox of a session while it is in memory. Used by one thread at a time, on sandbox threads.</summary>
internal sealed class SessionSandbox : IDisposable
{
    /// <summary>Compute beyond a limit, for the guest to end by itself: some hundredths of a second.</summary>
    private const long GraceTicks = 200_000_000;

    private readonly SessionHost host;
    private readonly SessionOptions options;
    private readonly SessionGrants grants;
    private readonly ToolCaller tools;
    private readonly IGuestSandbox sandbox;
    private readonly HostMemory memory;
    private readonly Relay relay = new();
    private SessionTranscript? transcript;

    internal SessionSandbox(SessionHost host, SessionOptions options, SessionGrants grants, SessionState state, ToolCaller tools)
    {
        this.host = host;
        this.options = options;
        this.grants = grants;
        this.tools = tools;
        memory = new HostMemory(options.Policy.Ram.Bytes);
        PrintSink print = (channel, bytes) => transcript?.Print(channel, bytes);
        sandbox = host.Sandboxes.Start(host.Guest, new GuestSandboxOptions
        {
            Snapshot = state.Sandbox?.Memory ?? host.Guest.Base,
            State = state.Sandbox,
            Workspace = grants.Workspace,
            Limits = MeterLimits.None,
            MemoryLimit = (ulong)options.Policy.Ram.Bytes,
            HostMemory = memory,
            FileLimit = options.Disk.Bytes,
            OutputLimit = options.MaxTotalOutput.Bytes - state.OutputUsed,
            Output = print.On(OutputChannel.Output),
            ErrorOutput = print.On(OutputChannel.Error),
            HostCalls = relay,
            Mounts = grants.Folders.Mounts,
            ReservedFolders = grants.Folders.Reserved,
            FileBudget = grants.FileBudget,
        });
    }

    /// <summary>Its files, between two calls.</summary>
    internal GuestFiles Files => sandbox.Files;

    /// <summary>Units of compute that the last call used.</summary>
    internal long FuelConsumed => FuelUnits.FromTicks(sandbox.TicksUsed);

    /// <summary>What the last call did with the network, and what was refused to it last.</summary>
    internal (IReadOnlyList<HostRequest> Requests, int Omitted, string? Denial) Network { get; private set; } = ([], 0, null);

    /// <summary>Whether files of the host or pipes are open.</summary>
    internal bool HoldsWhatIsLost => sandbox.HoldsWhatIsLost;

    /// <summary>Why the last call was told to end, or null.</summary>
    internal Failure? Exceeded => sandbox.Exceeded is { } stop ? SessionStops.ToFailure(stop, options, refused: false) : null;

    /// <summary>Sends a request to the guest's side.</summary>
    /// <param name="request">The request.</param>
    /// <param name="call">Limits of the call.</param>
    /// <param name="shown">Takes what is printed and displayed.</param>
    /// <param name="cancellationToken">Interrupts it.</param>
    /// <param name="failure">Why the sandbox stopped: it can only be disposed then.</param>
    internal GuestAnswer Call(
        SessionRequest request, SessionCall call, SessionTranscript shown, CancellationToken cancellationToken, out Failure? failure)
    {
        sandbox.Restart(new MeterLimits
        {
            Ticks = FuelUnits.ToTicks((call.Compute ?? options.Policy.Compute).Units),
            Timeout = call.Timeout ?? options.Policy.Timeout,
            Cancellation = cancellationToken,
            Grace = new MeterGrace(GraceTicks, options.Grace),
        });
        // What the host does for a cell ends with it: then nothing is under way where a state is taken.
        using var http = new HttpGate(
            options.Policy, host.Network with { Reader = options.Reader }, new TaskSecrets(options.Policy.Secrets, grants.Secrets), host.Time, HttpHandles.OfCell(), memory);
        try
        {
            return Call(request, shown, http, call.Client, out failure);
        }
        finally
        {
            Network = (http.Requests, http.OmittedRequests, http.Denial);
        }
    }

    private GuestAnswer Call(SessionRequest request, SessionTranscript shown, HttpGate http, object? client, out Failure? failure)
    {
        var callable = client is null ? tools : tools with { Client = client };
        IHostOperation[] operations =
            [new DisplayOperation(shown), new ToolOperation(callable), new ToolListOperation(tools), .. http.Operations, .. options.Operations];
        using var dispatcher = new HostDispatcher(
            HostDispatcher.Table(operations), new GuestWaiting(place: null, host.Time), memory, default);
        (transcript, relay.Inner) = (shown, dispatcher);
        try
        {
            var answer = sandbox.Session(JsonSerializer.SerializeToUtf8Bytes(request, SessionMessages.Default.SessionRequest));
            failure = answer.Stop is { } stop ? Exceeded ?? SessionStops.ToFailure(stop, options, sandbox.MemoryWasRefused) : null;
            return answer;
        }
        finally
        {
            (transcript, relay.Inner) = (null, null);

            // Operations that wait for the network end with it.
            http.Stop();
        }
    }

    /// <summary>The state after a call.</summary>
    internal SandboxState Checkpoint() => sandbox.Checkpoint();

    public void Dispose() => sandbox.Dispose();

    /// <summary>Each call has operations of its own, which end with it.</summary>
    private sealed class Relay : IHostCallHandler
    {
        internal IHostCallHandler? Inner { get; set; }

        public ReadOnlyMemory<byte> Handle(Wasm.Sandboxes.HostCall call, ReadOnlyMemory<byte> request) =>
            Inner?.Handle(call, request) ?? default;
    }
}

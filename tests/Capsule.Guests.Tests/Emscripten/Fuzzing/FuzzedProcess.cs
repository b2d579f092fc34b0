using Capsule.Guests.Abstractions;
using Capsule.Guests.Emscripten;
using Capsule.Guests.FileSystem.Host;
using Capsule.Guests.FileSystem.Memory;
using Capsule.Guests.Processes;
using Capsule.Guests.Python;
using Capsule.Guests.Tests.FileSystem.Support;
using Capsule.Wasm.Metering;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Tests.Emscripten.Fuzzing;

/// <summary>A process with private files and a granted folder, and one sandbox after the other that calls its system.</summary>
internal sealed class FuzzedProcess(CallerGuest guest, HostFiles host, WildValues values) : IDisposable
{
    private const ulong MemoryLimit = 8 << 20;

    /// <summary>What sleeps, sleeps this long.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(1);

    private readonly EmscriptenProcess process = Build(guest, host);
    private Sandbox? sandbox;

    /// <summary>How many calls returned, and did not end the sandbox.</summary>
    internal int Returned { get; private set; }

    /// <summary>Makes one call; gives the exception of the host that it caused, if any.</summary>
    internal Exception? Call(CallerFunction function)
    {
        sandbox ??= Start();
        var at = (uint)CallerGuest.Arguments;
        foreach (var letter in function.Parameters)
        {
            sandbox.Memory.Write(at, letter switch
            {
                'i' => (uint)values.I32(),
                'l' => values.I64(),
                _ => BitConverter.DoubleToInt64Bits(values.F64()),
            });
            at += 8;
        }

        var result = sandbox.Call(function.Function);
        if (result.Returned)
        {
            Returned++;
            return null;
        }

        sandbox.Dispose();
        sandbox = null;
        return (result.Stop as Stop.HostFailure)?.Exception;
    }


    public void Dispose()
    {
        sandbox?.Dispose();
        process.Descriptors.CloseAll();
    }

    private static EmscriptenProcess Build(CallerGuest guest, HostFiles host)
    {
        var limits = new HostFileLimits { BytesWritten = 4 << 20, FilesCreated = 200, OpenFiles = 64, ListedEntries = 10_000 };
        return PythonProcess.Create(new ProcessOptions
        {
            Root = devices => PythonFiles.Of([KeyValuePair.Create("lib/x", "text"u8.ToArray())]).Root(Workspace.Empty, devices),
            MemoryLimit = MemoryLimit,
            OutputLimit = 1 << 20,
            Mount = (tree, _) => ((MemoryDirectory)tree.Root.Node).Mount(
                "host", new HostVolume(host.Folder, isWritable: true, new HostUsage(limits), 1, [], tree.Operations).Root),
        }, guest.Exports, () => CallerGuest.Pages << 16, uint.MaxValue);
    }

    private Sandbox Start()
    {
        var started = Sandbox.CreateEmpty(guest.Module, new SandboxOptions
        {
            Meter = new Meter(new MeterLimits { Timeout = LongestWait }, TimeProvider.System),
            MemoryBytes = MemoryLimit,
            State = process,
        });
        values.Fill(started.Memory.Bytes(0, CallerGuest.Pages << 16));
        return started;
    }
}

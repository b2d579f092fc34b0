using Capsule.Guests.FileSystem;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.JavaScript;

/// <summary>
/// Everything that the engine asks its host for. It has no files and no sockets: what leaves a sandbox goes through
/// <c>host_call</c>, and what differs between two runs comes in through it, the clock and randomness.
/// </summary>
internal static class EngineImports
{
    private const string Wasi = "wasi_snapshot_preview1";
    private const int StandardOutput = 1;
    private const int StandardError = 2;
    private const int RealTime = 0;
    private const uint RandomLimit = 1 << 20;

    /// <summary>All of them.</summary>
    internal static IReadOnlyList<(string Module, string Name, string Signature, HostFunction Function)> All { get; } =
    [
        ("env", "host_call", "iiiii:i", HostFunctions.Handle),
        ("env", "host_module_normalize", "ii:i", ModuleHooks.Resolve),
        ("env", "host_module_load", "ii:i", ModuleHooks.Read),
        ("env", "host_promise_rejection", "iii:", NoteRejection),
        ("env", "host_interrupt", ":i", call => call.Return(call.Sandbox.Meter.Exceeded is null ? 0 : 1)), // only asked in sessions
        ("env", "host_get_timezone_offset", "ii:i", call => call.Return(0)), // a guest lives in UTC
        (Wasi, "clock_time_get", "ili:i", TellTime),
        (Wasi, "random_get", "ii:i", Draw),
        (Wasi, "fd_write", "iiii:i", Write),
        (Wasi, "fd_close", "i:i", call => call.Return((int)Errno.BadDescriptor)),
        (Wasi, "fd_seek", "ilii:i", call => call.Return((int)Errno.IllegalSeek)),
        (Wasi, "fd_fdstat_get", "ii:i", call => call.Return((int)Errno.BadDescriptor)),
    ];

    /// <summary>The names, as <c>module.name</c>.</summary>
    internal static IReadOnlySet<string> Names { get; } = All.Select(import => $"{import.Module}.{import.Name}").ToHashSet();

    internal static void Define(HostImports imports)
    {
        foreach (var (module, name, signature, function) in All)
        {
            imports.Define(module, name, signature, function);
        }
    }

    private static void TellTime(HostCall call)
    {
        var process = call.State<JavaScriptProcess>();
        process.ReadClock = true;
        call.Memory.Write(call.U32(2), call.I32(0) == RealTime ? process.Clock.RealTime : process.Clock.Monotonic);
        call.Return(0);
    }

    /// <summary>Threat: one call that fills gigabytes with randomness runs for seconds past its deadline.</summary>
    private static void Draw(HostCall call)
    {
        if (call.U32(1) > RandomLimit)
        {
            call.Return((int)Errno.Invalid);
            return;
        }

        call.State<JavaScriptProcess>().Draw(call.Memory.Bytes(call.U32(0), call.U32(1)));
        call.Return(0);
    }

    /// <summary>What the engine prints itself, such as the reason of an abort.</summary>
    private static void Write(HostCall call)
    {
        const uint vectorBytes = 8, mostVectors = 1024;
        var (memory, total) = (call.Memory, 0);
        if (call.I32(0) is not (StandardOutput or StandardError) || call.U32(2) > mostVectors)
        {
            call.Return((int)Errno.BadDescriptor);
            return;
        }

        var file = call.State<JavaScriptProcess>().Descriptors[call.I32(0)]!;
        for (var i = 0u; i < call.U32(2); i++)
        {
            var vector = call.U32(1) + (i * vectorBytes);
            var bytes = memory.Bytes(memory.ReadUInt32(vector), memory.ReadUInt32(vector + 4));
            if (!call.Charge(bytes.Length) || !file.Write(bytes, 0).Ok)
            {
                call.Return((int)Errno.FileTooBig);
                return;
            }

            total += bytes.Length;
        }

        memory.Write(call.U32(3), total);
        call.Return(0);
    }

    /// <summary>A promise was rejected and nobody listens, or somebody listens to one that was.</summary>
    private static void NoteRejection(HostCall call)
    {
        var process = call.State<JavaScriptProcess>();
        var heap = new Heap(call.Sandbox, process);
        var (promise, reason, isHandled) = (call.I32(0), call.I32(1), call.I32(2) != 0);
        var address = heap.Call(process.Engine.AddressOf, promise);
        if (isHandled && process.Rejections.Remove(address) is { } kept)
        {
            heap.Free(kept.Promise);
            heap.Free(kept.Reason);
        }

        if (isHandled || !process.Rejections.Add(address, promise, reason))
        {
            heap.Free(promise);
            heap.Free(reason);
        }
    }
}

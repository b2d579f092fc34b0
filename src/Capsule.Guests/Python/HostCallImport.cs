using System.Text;
using Capsule.Guests.Abstractions;
using Capsule.Guests.Emscripten;
using Capsule.Guests.Emscripten.Linking;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Python;

/// <summary>
/// The one way from Python code to the host: <c>_capsule.call(request: bytes) → bytes</c>. The request is the guest's
/// and is not trusted; what the requests mean is for <see cref="IHostCallHandler"/>.
/// </summary>
internal static class HostCallImport
{
    /// <summary>Threat: a request is copied to the host before anyone looks at it.</summary>
    private const int RequestLimit = 256 << 20;

    /// <summary>Threat: host calls in a loop make the host compute while the guest pays almost nothing.</summary>
    private const int HostCallCost = 50_000;
    private const long JsonByteCost = 16;

    /// <summary>JSON beyond this length is refused before it is read, and costs what other bytes do.</summary>
    private const int ReadJson = 1 << 20;

    /// <summary>The answer, in the form of docs/reference/host-calls.md, to a request that the host has no memory for within the guest's limit.</summary>
    private static readonly ReadOnlyMemory<byte> NoRoom = Encoding.UTF8.GetBytes(
        """{"error":{"kind":"memory_exceeded","message":"the request does not fit into what is left of the task's memory","errno":0}}""");

    internal static void Define(HostImports imports, Func<PythonExports> exports) => imports.Define(
        HostCallThunk.ImportModule, HostCallThunk.ImportName, "iii:i", call => Handle(call, exports()));

    /// <summary>C: <c>PyObject* (PyObject* self, PyObject* const* arguments, Py_ssize_t count)</c>.</summary>
    private static void Handle(HostCall call, PythonExports exports)
    {
        var process = call.State<EmscriptenProcess>();
        var (memory, arguments, count) = (call.Memory, call.U32(1), call.I32(2));
        var argument = count == 1 ? memory.ReadUInt32(arguments) : 0;
        if (argument == 0 || (PythonBytes.TypeOf(memory, argument) != process.BytesType && process.BytesType != uint.MaxValue))
        {
            call.Stop(new Stop.Trapped("_capsule.call takes one bytes object"));
            return;
        }

        var request = PythonBytes.Read(memory, argument);
        if (request.Length > RequestLimit)
        {
            call.Stop(new Stop.Trapped("a request to the host is too long"));
            return;
        }

        if (!call.Charge(CostOf(request)))
        {
            return;
        }

        var answer = process.Account(memory).HasRoom(request.Length)
            ? process.HostCalls.Handle(call, request.ToArray())
            : NoRoom;
        var created = PythonBytes.Create(call.Sandbox, exports, answer.Span);
        call.Return(created.Returned ? created.Value : 0);
    }

    /// <summary>
    /// What the host's own work takes, in ticks: about 7 µs for a call, 2 ns for each byte of JSON, which is parsed, copied and
    /// maybe refused, and less for bytes behind it.
    /// </summary>
    private static long CostOf(ReadOnlySpan<byte> request)
    {
        var end = request[Math.Min(1, request.Length)..].IndexOf((byte)0);
        var json = Math.Min(end < 0 ? request.Length : end + 1, ReadJson);
        return HostCallCost + (json * JsonByteCost) + (request.Length - json);
    }
}

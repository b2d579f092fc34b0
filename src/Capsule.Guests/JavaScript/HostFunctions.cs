using System.Globalization;
using System.Text;
using Capsule.Guests.TypeScript;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.JavaScript;

/// <summary>
/// The one function of the host that JavaScript has: <c>host(operation, text, bytes or name)</c>. It belongs to the guest's own modules
/// (guests/javascript/boot/host.js); programs can only reach what those offer, and nothing rests on that.
/// </summary>
/// <remarks>
/// <c>call</c>: a request of docs/reference/host-calls.md; gives the answer's JSON, or an array of that and its bytes. <c>print</c> with
/// <c>1</c> or <c>2</c> in front of the text. <c>random</c>: a count; gives bytes. <c>file</c>: see <see cref="FileFunctions"/>.
/// <c>encode</c>, <c>decode</c>: text and its bytes. <c>hash</c>: an algorithm, with a key in hexadecimal an HMAC, and bytes; gives
/// bytes. <c>evaluate</c>: a script and the name of its file; <c>cell</c>: one that may await, gives a promise. <c>compile</c>: TypeScript and the name of its file; gives an array
/// of JavaScript and a source map. <c>sleep</c>: milliseconds. <c>exit</c>: a code.
/// </remarks>
internal static class HostFunctions
{
    /// <summary>Threat: a request is copied to the host before anyone looks at it.</summary>
    private const int RequestLimit = 256 << 20;

    /// <summary>Threat: host calls in a loop make the host compute while the guest pays almost nothing.</summary>
    private const int HostCallCost = 50_000;
    private const long JsonByteCost = 16;

    /// <summary>JSON beyond this length is refused before it is read, and costs what other bytes do.</summary>
    private const int ReadJson = 1 << 20;
    private const int RandomLimit = 1 << 20;
    private const int NameLimit = 4096;
    private const int SourceLimit = 4 << 20;
    private const int ValueBytes = 4;
    private const int Asynchronous = 1 << 7; // JS_EVAL_FLAG_ASYNC

    private static ReadOnlySpan<byte> NoRoom =>
        """{"error":{"kind":"memory_exceeded","message":"the request does not fit into what is left of the task's memory","errno":0}}"""u8;

    /// <summary>C: <c>JSValue *host_call(const char *name, size_t length, JSValue *this, int count, JSValue **values)</c>.</summary>
    internal static void Handle(HostCall call)
    {
        var process = call.State<JavaScriptProcess>();
        var heap = new Heap(call.Sandbox, process);
        var (count, values) = (call.I32(3), call.U32(4));
        if (count < 2 || heap.Read(Value(0), 16) is not { } operation || heap.Read(Value(1), RequestLimit) is not { } text)
        {
            call.Return(Refuse(heap, "the host takes an operation and a text"));
            return;
        }

        var third = count > 2 ? Value(2) : 0;
        call.Return(Encoding.UTF8.GetString(operation) switch
        {
            "call" => Request(call, heap, process, text, third == 0 ? [] : heap.BytesOf(third).ToArray()),
            "print" => Print(call, heap, process, text),
            "file" => new FileFunctions(call, heap, process).Handle(text, third),
            "random" => Draw(heap, process, text),
            "encode" => Encode(call, heap, text),
            "decode" => TextDecoding.Decode(call, heap, Encoding.UTF8.GetString(text), third == 0 ? [] : heap.BytesOf(third)),
            "hash" => Hashing.Hash(call, heap, Encoding.UTF8.GetString(text), third == 0 ? [] : heap.BytesOf(third)),
            "evaluate" => Evaluate(heap, process, text, third == 0 ? [] : heap.Read(third, NameLimit) ?? [], flags: 0),
            "cell" => Evaluate(heap, process, text, third == 0 ? [] : heap.Read(third, NameLimit) ?? [], Asynchronous),
            "compile" => Compile(call, heap, process, text, third == 0 ? [] : heap.Read(third, NameLimit) ?? []),
            "sleep" => Sleep(call, heap, process, text),
            "exit" => Exit(call, text),
            _ => Refuse(heap, "the host has no such operation"),
        });
        process.LimitMemory(call.Sandbox);

        int Value(int index) => call.Memory.ReadInt32(values + (uint)(index * ValueBytes));
    }

    private static int Refuse(Heap heap, string reason)
    {
        heap.Throw(reason);
        return 0;
    }

    private static int Request(HostCall call, Heap heap, JavaScriptProcess process, byte[] json, byte[] bytes)
    {
        var length = json.Length + (bytes.Length == 0 ? 0L : 1 + bytes.Length);
        var read = Math.Min(json.Length, ReadJson);
        if (!call.Charge(HostCallCost + (read * JsonByteCost) + (length - read)))
        {
            return 0;
        }

        var answer = length > RequestLimit || !process.Account(call.Memory).HasRoom(length)
            ? NoRoom
            : process.HostCalls.Handle(call, bytes.Length == 0 ? json : [.. json, 0, .. bytes]).Span;
        if (call.Sandbox.Check() is not null)
        {
            return 0;
        }

        var end = answer.IndexOf((byte)0);
        return end < 0 ? heap.NewString(answer) : heap.NewArray(heap.NewString(answer[..end]), heap.NewArrayBuffer(answer[(end + 1)..]));
    }

    private static int Print(HostCall call, Heap heap, JavaScriptProcess process, byte[] text)
    {
        if (text is not [(byte)'1' or (byte)'2', ..] || process.Descriptors[text[0] - '0'] is not { } stream)
        {
            return Refuse(heap, "there is no such stream");
        }

        if (call.Charge(text.Length) && !stream.Write(text.AsSpan(1), 0).Ok)
        {
            return Refuse(heap, "the task printed more than its max_output");
        }

        return heap.Call(process.Engine.Undefined);
    }

    /// <summary>The bytes of a text, in which half of a surrogate pair is replaced.</summary>
    private static int Encode(HostCall call, Heap heap, byte[] text) => call.Charge(text.Length / TextDecoding.BytesPerTick)
        ? heap.NewArrayBuffer(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text)))
        : 0;

    private static int Draw(Heap heap, JavaScriptProcess process, byte[] text)
    {
        var count = int.TryParse(text, CultureInfo.InvariantCulture, out var wanted) ? Math.Clamp(wanted, 0, RandomLimit) : 0;
        var bytes = new byte[count];
        process.Draw(bytes);
        return heap.NewArrayBuffer(bytes);
    }

    /// <summary>Runs a script in the global scope; what it throws is thrown on.</summary>
    private static int Evaluate(Heap heap, JavaScriptProcess process, byte[] source, byte[] name, int flags)
    {
        var (code, file) = (heap.Put(source), heap.Put(name));
        var value = heap.Call(process.Engine.Evaluate, code, source.Length, file, flags);
        heap.Call(process.Engine.Free, code);
        heap.Call(process.Engine.Free, file);
        if (heap.Call(process.Engine.IsException, value) == 0)
        {
            return value;
        }

        heap.Free(value);
        return 0;
    }

    /// <summary>TypeScript as JavaScript and its source map; the guest pays what compiling took, whether it was done before or not.</summary>
    private static int Compile(HostCall call, Heap heap, JavaScriptProcess process, byte[] source, byte[] name)
    {
        if (source.Length > SourceLimit || process.Scripts is not { } scripts)
        {
            return Refuse(heap, "the file is too long to be compiled");
        }

        var meter = call.Sandbox.Meter;
        var compiled = scripts.Compile(
            Encoding.UTF8.GetString(name), source, new ScriptLimits(meter.Left, process.MemoryLimit, meter.Remaining), meter.Cancellation);
        if (!call.Charge(compiled.Ticks))
        {
            return 0;
        }

        return compiled.Problem is { } problem
            ? Refuse(heap, problem)
            : heap.NewArray(heap.NewString(compiled.Code!), heap.NewString(compiled.Map ?? "{\"mappings\":\"\"}"));
    }

    private static int Sleep(HostCall call, Heap heap, JavaScriptProcess process, byte[] text)
    {
        var time = double.TryParse(text, CultureInfo.InvariantCulture, out var wanted) ? Math.Clamp(wanted, 0, int.MaxValue) : 0;
        process.Clock.Sleep(call, TimeSpan.FromMilliseconds(time));
        return call.Sandbox.Check() is null ? heap.Call(process.Engine.Undefined) : 0;
    }

    private static int Exit(HostCall call, byte[] text)
    {
        call.Stop(new Stop.Exited(int.TryParse(text, CultureInfo.InvariantCulture, out var code) ? code : 1));
        return 0;
    }
}

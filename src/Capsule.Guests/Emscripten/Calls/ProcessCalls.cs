using Capsule.Guests.FileSystem;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Emscripten.Calls;

/// <summary>Environment, randomness, signals and the end of the process.</summary>
internal static class ProcessCalls
{
    /// <summary>Threat: one call that fills gigabytes with randomness runs for seconds past its deadline.</summary>
    private const uint RandomLimit = 1 << 20;

    /// <summary>Stands for a closure's address; nothing is ever read from there.</summary>
    private const int NoClosure = 1;

    /// <summary>libffi's FFI_BAD_ABI.</summary>
    private const int ClosureRefused = 2;

    internal static IReadOnlyList<SystemCall> All =>
    [
        SystemCall.Wasi("environ_sizes_get", "ii", GetEnvironmentSize),
        SystemCall.Wasi("environ_get", "ii", GetEnvironment),
        SystemCall.Wasi("random_get", "ii", FillRandom),
        new("wasi_snapshot_preview1", "proc_exit", "i:", call => call.Stop(new Stop.Exited(call.I32(0)))),
        new("env", "exit", "i:", call => call.Stop(new Stop.Exited(call.I32(0)))),
        new("env", "_abort_js", ":", call => call.Stop(new Stop.Trapped("the interpreter aborted"))),
        new("env", "__assert_fail", "iiii:", FailAssertion),
        SystemCall.Env("_Py_CheckEmscriptenSignals_Helper", ":i", TakeSignal),
        new("env", "_emscripten_get_progname", "ii:", call => WriteProgramName(new Arguments(call))),
        SystemCall.Env("_emscripten_system", "i:i", a => a.Address(0) == 0 ? 0 : -(int)Errno.NotImplemented),
        // ctypes makes and drops a closure when it is imported. Real ones would be code that is made at run time.
        SystemCall.Env("ffi_closure_alloc_js", "ii:i", _ => NoClosure),
        new("env", "ffi_closure_free_js", "i:", _ => { }),
        SystemCall.Env("ffi_prep_closure_loc_js", "iiiii:i", _ => ClosureRefused),
        SystemCall.Env("_setitimer_js", "id:i", _ => -(int)Errno.NotImplemented),
        new("env", "emscripten_runtime_keepalive_push", ":", _ => { }),
        new("env", "emscripten_runtime_keepalive_pop", ":", _ => { }),
        new("env", "_emscripten_runtime_keepalive_clear", ":", _ => { }),
        SystemCall.Env("_Py_emscripten_runtime", ":i", _ => 0),
        new("env", "__hiwire_deduplicate_new", ":r", call => call.ReturnNullReference()),
    ];

    private static Errno GetEnvironmentSize(Arguments arguments)
    {
        var environment = arguments.Process.Environment;
        arguments.Memory.Write(arguments.Address(0), environment.Count);
        arguments.Memory.Write(arguments.Address(1), environment.Sum(variable => variable.Length + 1));
        return Errno.Success;
    }

    private static Errno GetEnvironment(Arguments arguments)
    {
        var (pointers, text) = (arguments.Address(0), arguments.Address(1));
        foreach (var variable in arguments.Process.Environment)
        {
            arguments.Memory.Write(pointers, (int)text);
            var bytes = arguments.Memory.Bytes(text, (uint)variable.Length + 1);
            variable.CopyTo(bytes);
            bytes[^1] = 0;
            pointers += 4;
            text += (uint)bytes.Length;
        }

        return Errno.Success;
    }

    private static Errno FillRandom(Arguments arguments)
    {
        var length = arguments.Address(1);
        if (length > RandomLimit)
        {
            return Errno.Invalid;
        }

        arguments.Process.Draw(arguments.Memory.Bytes(arguments.Address(0), length));
        return Errno.Success;
    }

    private static void FailAssertion(HostCall call)
    {
        var (condition, file) = (call.Memory.Text(call.U32(0)), call.Memory.Text(call.U32(1)));
        call.Stop(new Stop.Trapped($"the interpreter found a defect: {condition} ({file}:{call.I32(2)})"));
    }

    private static int TakeSignal(Arguments arguments)
    {
        var signal = arguments.Process.PendingSignal;
        arguments.Process.PendingSignal = 0;
        return signal;
    }

    private static void WriteProgramName(Arguments arguments)
    {
        var name = "python\0"u8;
        var length = Math.Clamp(arguments[1], 0, name.Length);
        name[..length].CopyTo(arguments.Memory.Bytes(arguments.Address(0), (uint)length));
    }
}

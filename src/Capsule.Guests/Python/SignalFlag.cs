using Capsule.Guests.Emscripten;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Python;

/// <summary>
/// CPython's switch for asking its host about signals while it runs bytecode. It is only on while there is one to
/// deliver: asking costs a call of the host every fifty jumps.
/// </summary>
internal static class SignalFlag
{
    /// <summary><c>SIGINT</c>.</summary>
    private const int Interrupt = 2;

    /// <summary>Tells the guest to end what it does: Python's handler of <c>SIGINT</c> runs at the next jump.</summary>
    internal static void Deliver(Sandbox sandbox, EmscriptenProcess process)
    {
        process.PendingSignal = Interrupt;
        Set(sandbox, isOn: true);
    }

    internal static void Set(Sandbox sandbox, bool isOn)
    {
        sandbox.Memory.Write((uint)sandbox.ReadGlobal("Py_EMSCRIPTEN_SIGNAL_HANDLING"), isOn ? 1 : 0);
        if (isOn)
        {
            sandbox.Memory.Write((uint)sandbox.ReadGlobal("_Py_emscripten_signal_clock"), 0); // ask at the next jump
        }
    }
}

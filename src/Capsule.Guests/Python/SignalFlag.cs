using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Python;

/// <summary>
/// CPython's switch for asking its host about signals while it runs bytecode. It is only on while there is one to
/// deliver: asking costs a call of the host every fifty jumps.
/// </summary>
internal static class SignalFlag
{
    /// <summary><c>SIGINT</c>.</summary>
    internal const int Interrupt = 2;

    internal static void Set(Sandbox sandbox, bool isOn)
    {
        sandbox.Memory.Write((uint)sandbox.ReadGlobal("Py_EMSCRIPTEN_SIGNAL_HANDLING"), isOn ? 1 : 0);
        if (isOn)
        {
            sandbox.Memory.Write((uint)sandbox.ReadGlobal("_Py_emscripten_signal_clock"), 0); // ask at the next jump
        }
    }
}

using System.Text;
using Capsule.Guests.Emscripten.Linking;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Python;

/// <summary>Starts CPython in an empty sandbox, the way Emscripten's and Pyodide's JavaScript would.</summary>
internal sealed class PythonBoot(PythonLink link, Sandbox sandbox, LinkedGuest guest)
{
    private const int FastCall = 0x80; // METH_FASTCALL
    private const int RecursionBytes = 1 << 20;
    private const int MethodSize = 16; // PyMethodDef: name, function, flags, doc

    /// <summary>Where the stack in the linear memory ends.</summary>
    internal uint StackEnd => (uint)Call(link.C.StackEnd);

    /// <summary>Runs everything up to a usable interpreter.</summary>
    internal void Start(ReadOnlySpan<byte> initialData)
    {
        InitialData.CopyTo(sandbox.Memory, initialData);
        Call(link.C.InitializeStack);
        Call(link.C.RunConstructors);
        SetTrampoline();
        UseUtf8();
        Call(link.Python.Initialize, 0);
        LimitRecursion();
        AddHostCall();
    }

    /// <summary>Runs Python source.</summary>
    /// <exception cref="InvalidOperationException">It raised; the traceback went to standard error.</exception>
    internal void Run(string source)
    {
        var text = NewString(source);
        if (Call(link.Python.RunString, text, 0) != 0)
        {
            throw new InvalidOperationException("The interpreter's boot code failed.");
        }

        Call(link.C.Free, text);
    }

    /// <summary>The address of a module's attribute; its reference is never released.</summary>
    internal uint Find(string module, string name)
    {
        var found = Call(link.Python.GetAttribute, Call(link.Python.ImportModule, NewString(module)), NewString(name));
        return found != 0 ? (uint)found : throw new InvalidOperationException($"The image has no {module}.{name}.");
    }

    /// <summary>CPython calls C functions of whatever arity through this pointer (<see cref="CallTrampoline"/>).</summary>
    private void SetTrampoline()
    {
        var runtime = (uint)sandbox.ReadGlobal("_PyRuntime");
        var offset = sandbox.Memory.ReadUInt32((uint)sandbox.ReadGlobal("_PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET"));
        sandbox.Memory.Write(runtime + offset, (int)guest.TrampolineSlot);
    }

    /// <summary>
    /// Makes recursion in C end in a RecursionError. CPython sees only the stack in the linear memory, of which a call
    /// takes far less than of the native one (docs/explanation/rationale.md, "Why does CPython get only a part of its stack?").
    /// </summary>
    private void LimitRecursion()
    {
        var start = Call(link.C.StackBase) - RecursionBytes;
        if (Call(link.Python.LimitStack, Call(link.Python.CurrentThread), start, RecursionBytes) != 0)
        {
            throw new InvalidOperationException("The interpreter refused the limit of its stack.");
        }
    }

    /// <summary>
    /// Files are UTF-8 whatever the locale: a program that sets the locale "C" would get ASCII. <c>Py_InitializeEx</c>
    /// takes this from a variable, and not from the environment.
    /// </summary>
    private void UseUtf8() => sandbox.Memory.Write((uint)sandbox.ReadGlobal("Py_UTF8Mode"), 1);

    /// <summary>Makes <c>_capsule.call</c> of the host call's function pointer.</summary>
    private void AddHostCall()
    {
        var method = Call(link.C.Allocate, MethodSize);
        sandbox.Memory.Write((uint)method, NewString("call"));
        sandbox.Memory.Write((uint)method + 4, (int)guest.HostCallSlot);
        sandbox.Memory.Write((uint)method + 8, FastCall);
        sandbox.Memory.Write((uint)method + 12, 0);
        var function = Call(link.Python.NewMethod, method, 0, 0, 0);
        var module = Call(link.Python.AddModule, NewString("_capsule"));
        Call(link.Python.SetItem, Call(link.Python.ModuleDictionary, module), NewString("call"), function);
    }

    private int NewString(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text + "\0");
        var address = Call(link.C.Allocate, bytes.Length);
        bytes.CopyTo(sandbox.Memory.Bytes((uint)address, (uint)bytes.Length));
        return address;
    }

    private int Call(GuestFunction function, params ReadOnlySpan<int> arguments)
    {
        var result = sandbox.Call(function, arguments);
        return result.Stop is null
            ? result.Value
            : throw new InvalidOperationException($"The interpreter did not start: {result.Stop}");
    }
}

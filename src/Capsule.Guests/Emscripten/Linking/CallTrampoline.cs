using Capsule.Wasm.Binary;

namespace Capsule.Guests.Emscripten.Linking;

/// <summary>
/// Calls a C function of CPython whatever its number of parameters. C extensions cast functions of one arity to
/// another, which WebAssembly's indirect call refuses; CPython for Emscripten therefore calls methods through a pointer
/// that its JavaScript sets to a helper module. This is that helper, appended to the main module.
/// </summary>
/// <remarks>
/// C: <c>PyObject* (int* success, PyCFunctionWithKeywords func, PyObject* a, PyObject* b, PyObject* c)</c>. It tells
/// the arity with <c>ref.test</c>, from three parameters down to none; <c>*success</c> is 0 for any other type.
/// </remarks>
internal static class CallTrampoline
{
    private const byte I32 = 0x7f;

    /// <summary>Adds the function.</summary>
    /// <returns>Its index.</returns>
    internal static uint Add(WasmModule module)
    {
        var type = module.TypeIndex([I32, I32, I32, I32, I32], [I32]);
        var code = new InstructionWriter().LocalGet(0).I32Const(1).I32Store();
        for (var arity = 3; arity >= 0; arity--)
        {
            AddCase(code, module.TypeIndex(Enumerable.Repeat(I32, arity).ToArray(), [I32]), arity);
        }

        code.LocalGet(0).I32Const(0).I32Store().I32Const(0).End();
        return module.AddFunction(type, code.ToBody());
    }

    /// <summary><c>if (table[func] is type) return table[func](a, …)</c>.</summary>
    private static void AddCase(InstructionWriter code, uint type, int arity)
    {
        code.LocalGet(1).TableGet(0).ReferenceTest(type).If();
        for (var argument = 0u; argument < arity; argument++)
        {
            code.LocalGet(2 + argument);
        }

        code.LocalGet(1).CallIndirect(type).Return().End();
    }
}

using Capsule.Wasm.Interop;

namespace Capsule.Wasm.Sandboxes;

/// <summary>Turns the letters of <see cref="HostImports.Define"/> into native function types.</summary>
internal static unsafe class Signature
{
    private const byte ExternReferenceKind = 128; // wasm_valkind_t, unlike wasmtime_valkind_t

    internal static nint Create(string signature)
    {
        var colon = signature.IndexOf(':', StringComparison.Ordinal);
        var parameters = Vector(signature.AsSpan(0, colon));
        var results = Vector(signature.AsSpan(colon + 1));
        return Native.wasm_functype_new(&parameters, &results);
    }

    private static NativeVector Vector(ReadOnlySpan<char> letters)
    {
        var types = stackalloc nint[letters.Length];
        for (var i = 0; i < letters.Length; i++)
        {
            types[i] = Native.wasm_valtype_new(Kind(letters[i]));
        }

        NativeVector vector;
        Native.wasm_valtype_vec_new(&vector, (nuint)letters.Length, types);
        return vector;
    }

    private static byte Kind(char letter) => letter switch
    {
        'i' => 0,
        'l' => 1,
        'f' => 2,
        'd' => 3,
        'r' => ExternReferenceKind,
        _ => throw new ArgumentException($"'{letter}' names no value type.", nameof(letter)),
    };
}

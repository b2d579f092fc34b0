using System.Text;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.TypeScript;

/// <summary>
/// The functions that swc's module imports from the JavaScript that wasm-bindgen would put around it. Names end in hashes that differ
/// from version to version: what counts is what is in front of them, and the signature.
/// </summary>
internal static class BindgenImports
{
    internal const string Module = "__wbindgen_placeholder__";

    private const string Bound = "__wbg_";
    private const string Intrinsic = "__wbindgen_";
    private const string Closure = "__wbindgen_closure_wrapper";

    /// <summary>What compiling text with options never comes to: promises, bytes, numbers, iterators, the global object.</summary>
    private static readonly HashSet<string> Unused =
    [
        "is_bigint", "number_get", "isSafeInteger", "bigint_from_i64", "bigint_from_u64", "iterator", "instanceof_Map", "number_new", "toString",
        "is_function", "newnoargs", "call", "static_accessor_GLOBAL", "static_accessor_GLOBAL_THIS", "static_accessor_WINDOW",
        "static_accessor_SELF", "next", "isArray", "memory", "buffer", "done", "value", "bigint_get_as_i64", "cb_drop", "then",
        "queueMicrotask", "resolve", "closure_wrapper", "new", "set", "jsval_eq", "throw",
    ];

    /// <summary>What the host does for an import, by what is between the prefix and the hash and by the signature.</summary>
    private static readonly Dictionary<string, Action<HostCall, BindgenObjects, Func<GuestFunction>>> Known = new(StringComparer.Ordinal)
    {
        ["object_drop_ref i:"] = (call, objects, _) => objects.Drop(call.I32(0)),
        ["object_clone_ref i:i"] = (call, objects, _) => call.Return(objects.Add(objects[call.I32(0)])),
        ["string_new ii:i"] = (call, objects, _) => call.Return(objects.Add(BindgenObjects.Text(call, 0))),
        ["error_new ii:i"] = (call, objects, _) => call.Return(objects.Add(BindgenObjects.Text(call, 0))),
        ["string_get ii:"] = (call, objects, allocate) => PutText(call, objects[call.I32(1)] as string, allocate()),
        ["debug_string ii:"] = (call, objects, allocate) => PutText(call, objects[call.I32(1)]?.ToString() ?? "undefined", allocate()),
        ["boolean_get i:i"] = (call, objects, _) => call.Return(objects[call.I32(0)] is bool value ? value ? 1 : 0 : 2),
        ["is_string i:i"] = (call, objects, _) => call.Return(objects[call.I32(0)] is string ? 1 : 0),
        ["is_object i:i"] = (call, objects, _) => call.Return(objects[call.I32(0)] is Dictionary<string, object?> ? 1 : 0),
        ["is_undefined i:i"] = (call, objects, _) => call.Return(objects[call.I32(0)] is null ? 1 : 0),
        ["is_falsy i:i"] = (call, objects, _) => call.Return(objects[call.I32(0)] is null or DBNull or false or "" ? 1 : 0),
        ["in ii:i"] = (call, objects, _) => call.Return(
            objects[call.I32(1)] is Dictionary<string, object?> table && table.ContainsKey(objects[call.I32(0)] as string ?? "") ? 1 : 0),
        ["getwithrefkey ii:i"] = (call, objects, _) => call.Return(objects.Add(
            objects[call.I32(0)] is Dictionary<string, object?> table ? table.GetValueOrDefault(objects[call.I32(1)] as string ?? "") : null)),
        ["new :i"] = (call, objects, _) => call.Return(objects.Add(new Dictionary<string, object?>(StringComparer.Ordinal))),
        ["entries i:i"] = (call, objects, _) => call.Return(objects.Add(
            objects[call.I32(0)] is Dictionary<string, object?> table ? table.Select(object? (entry) => new object?[] { entry.Key, entry.Value }).ToArray() : null)),
        ["length i:i"] = (call, objects, _) => call.Return(objects[call.I32(0)] is object?[] list ? list.Length : 0),
        ["get ii:i"] = (call, objects, _) => call.Return(objects.Add(
            objects[call.I32(0)] is object?[] list && call.U32(1) < (uint)list.Length ? list[call.U32(1)] : null)),
        ["set iii:"] = Set,
        ["jsval_loose_eq ii:i"] = (call, objects, _) => call.Return(Equals(
            objects[call.I32(0)] ?? DBNull.Value, objects[call.I32(1)] ?? DBNull.Value) ? 1 : 0),
        ["instanceof_Uint8Array i:i"] = (call, _, _) => call.Return(0),
        ["instanceof_ArrayBuffer i:i"] = (call, _, _) => call.Return(0),
        ["number_new d:i"] = (call, objects, _) => call.Return(objects.Add(call.F64(0))),
    };

    /// <summary>Whether the host knows an import.</summary>
    internal static bool IsKnown(string name, string signature) => Known.ContainsKey($"{KindOf(name)} {signature}") || Unused.Contains(KindOf(name));

    internal static void Define(HostImports imports, IReadOnlyDictionary<string, string> wanted, Func<GuestFunction> allocate)
    {
        foreach (var (name, signature) in wanted)
        {
            var function = Known.GetValueOrDefault($"{KindOf(name)} {signature}");
            imports.Define(Module, name, signature, function is null
                ? call => call.Stop(new Stop.Trapped($"the TypeScript compiler called {name}"))
                : call => function(call, call.State<BindgenObjects>(), allocate));
        }
    }

    /// <summary>What is between the prefix and the hash, or the number, at the end.</summary>
    private static string KindOf(string name) => name.StartsWith(Bound, StringComparison.Ordinal)
        ? name[Bound.Length..name.LastIndexOf('_')]
        : name.StartsWith(Closure, StringComparison.Ordinal) ? "closure_wrapper"
        : name[Intrinsic.Length..];

    private static void Set(HostCall call, BindgenObjects objects, Func<GuestFunction> allocate)
    {
        if (objects[call.I32(0)] is not Dictionary<string, object?> table || objects.Take(call.I32(1)) is not string key || table.Count > 100)
        {
            call.Stop(new Stop.Trapped("the TypeScript compiler returned something else than text"));
            return;
        }

        table[key] = objects.Take(call.I32(2));
    }

    private static void PutText(HostCall call, string? text, GuestFunction allocate)
    {
        var (address, length) = (0, 0);
        if (text is not null)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            if (!call.Charge(bytes.Length))
            {
                return;
            }

            address = call.Sandbox.Call(allocate, bytes.Length, 1).Value;
            length = bytes.Length;
            bytes.CopyTo(call.Memory.Bytes((uint)address, (uint)length));
        }

        call.Memory.Write(call.U32(0), address);
        call.Memory.Write(call.U32(0) + sizeof(int), length);
    }
}

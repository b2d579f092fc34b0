using Capsule.Guests.Emscripten;
using Capsule.Guests.Emscripten.Linking;
using Capsule.Guests.Python;
using Capsule.Wasm.Binary;
using Capsule.Wasm.Engine;
using Capsule.Wasm.Metering;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Tests.Emscripten.Fuzzing;

/// <summary>
/// A guest without a C library: for each import of the system-call layer it exports a function that makes the call with what
/// lies at <see cref="Arguments"/>, 8 bytes each. Its <c>malloc</c> and its like answer what they are asked for: wild addresses.
/// </summary>
internal sealed class CallerGuest : IDisposable
{
    internal const int Arguments = 0x100;
    internal const int Pages = 16;

    private const byte I32 = 0x7f, I64 = 0x7e, F64 = 0x7c, Reference = 0x6f;
    private readonly WasmEngine engine = new();
    private readonly CompiledModule code;
    private readonly HostImports imports;

    internal CallerGuest()
    {
        var calls = SystemCalls.All.Append(new SystemCall(
            HostCallThunk.ImportModule, HostCallThunk.ImportName, "iii:i", _ => { })).ToArray();
        var module = Assemble(calls);
        var layout = StateExports.Apply(module);
        MeteringPass.Apply(module);
        MeteringVerifier.Verify(module);
        code = engine.Compile(module.Write());
        imports = new HostImports(engine);
        SystemCalls.Define(imports);
        HostCallImport.Define(imports, () => Python!);
        Module = new GuestModule(engine, code, imports, layout);
        Exports = new EmscriptenExports(Module);
        Python = new PythonExports(Module);
        Calls = [.. calls.Select(call => new CallerFunction(call.Name, call.Signature.Split(':')[0], Module.Function(call.Name)))];
    }

    internal GuestModule Module { get; }

    internal EmscriptenExports Exports { get; }

    internal PythonExports? Python { get; }

    internal IReadOnlyList<CallerFunction> Calls { get; }

    public void Dispose()
    {
        Module.Dispose();
        imports.Dispose();
        code.Dispose();
        engine.Dispose();
    }

    private static WasmModule Assemble(IReadOnlyList<SystemCall> calls)
    {
        var module = new WasmModule { HasMemory = true, MemoryMinimum = Pages, MemoryMaximum = 65_536 };
        module.Imports.AddRange(calls.Select(call => new Import(
            call.Module, call.Name, ItemKind.Function, Import.FunctionDescriptor(TypeOf(module, call.Signature)))));
        foreach (var (index, call) in calls.Index())
        {
            Export(module, call.Name, module.TypeIndex([], []), CallOf((uint)index, call.Signature));
        }

        Export(module, "malloc", module.TypeIndex([I32], [I32]), new InstructionWriter().LocalGet(0).End().ToBody());
        Export(module, "free", module.TypeIndex([I32], []), new InstructionWriter().End().ToBody());
        Export(module, "emscripten_builtin_memalign", module.TypeIndex([I32, I32], [I32]), new InstructionWriter().LocalGet(1).End().ToBody());
        Export(module, "__dl_seterr", module.TypeIndex([I32, I32], []), new InstructionWriter().End().ToBody());
        Export(module, "PyBytes_FromStringAndSize", module.TypeIndex([I32, I32], [I32]), new InstructionWriter().LocalGet(1).End().ToBody());
        module.Exports.Add(new Export("memory", ItemKind.Memory, 0));
        return module;
    }

    private static void Export(WasmModule module, string name, uint type, byte[] body) =>
        module.Exports.Add(new Export(name, ItemKind.Function, module.AddFunction(type, body)));

    /// <summary>Loads each argument, calls, and drops the result.</summary>
    private static byte[] CallOf(uint import, string signature)
    {
        var parts = signature.Split(':');
        var body = new List<byte> { 0 }; // no locals
        foreach (var (index, letter) in parts[0].Index())
        {
            body.AddRange(new InstructionWriter().I32Const(Arguments + (8 * index)).ToBody()[1..]);
            body.AddRange(letter switch { 'i' => [0x28, 2, 0], 'l' => [0x29, 3, 0], _ => (byte[])[0x2b, 3, 0] });
        }

        body.AddRange(new InstructionWriter().Call(import).ToBody()[1..]);
        body.AddRange(parts[1].Length > 0 ? [0x1a, 0x0b] : (byte[])[0x0b]);
        return [.. body];
    }

    private static uint TypeOf(WasmModule module, string signature)
    {
        var parts = signature.Split(':');
        return module.TypeIndex(TypesOf(parts[0]), TypesOf(parts[1]));
    }

    private static byte[] TypesOf(string letters) =>
        [.. letters.Select(letter => letter switch { 'i' => I32, 'l' => I64, 'd' => F64, _ => Reference })];
}

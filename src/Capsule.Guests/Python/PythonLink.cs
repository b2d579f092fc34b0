using Capsule.Guests.Emscripten;
using Capsule.Guests.Emscripten.Linking;
using Capsule.Wasm.Engine;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Python;

/// <summary>The compiled Python guest, linked to the host's functions. The code is not owned.</summary>
internal sealed class PythonLink : IDisposable
{
    private readonly HostImports imports;

    internal PythonLink(WasmEngine engine, CompiledModule code, LinkedGuest guest)
    {
        imports = new HostImports(engine);
        SystemCalls.Define(imports);
        MissingImports.Define(imports, guest.MissingImports);
        HostCallImport.Define(imports, () => Python!);
        Module = new GuestModule(engine, code, imports, guest.Layout);
        C = new EmscriptenExports(Module);
        Python = new PythonExports(Module);
    }

    internal GuestModule Module { get; }

    internal EmscriptenExports C { get; }

    internal PythonExports Python { get; }

    public void Dispose()
    {
        Module.Dispose();
        imports.Dispose();
    }
}

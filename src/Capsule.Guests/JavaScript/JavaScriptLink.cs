using Capsule.Wasm.Engine;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.JavaScript;

/// <summary>The compiled JavaScript guest, linked to the host's functions. The code is not owned.</summary>
internal sealed class JavaScriptLink : IDisposable
{
    private readonly HostImports imports;

    internal JavaScriptLink(WasmEngine engine, CompiledModule code, ModuleLayout layout)
    {
        imports = new HostImports(engine);
        EngineImports.Define(imports);
        Module = new GuestModule(engine, code, imports, layout);
        Engine = new EngineExports(Module);
    }

    internal GuestModule Module { get; }

    internal EngineExports Engine { get; }

    public void Dispose()
    {
        Module.Dispose();
        imports.Dispose();
    }
}

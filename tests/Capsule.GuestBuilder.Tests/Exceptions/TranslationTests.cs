using Capsule.Guests.Emscripten.Linking;
using Capsule.Wasm.Binary;
using Capsule.Wasm.Engine;

namespace Capsule.GuestBuilder.Tests.Exceptions;

/// <summary>The interpreter's own module: ten megabytes of what compilers make of C and C++.</summary>
public sealed class TranslationTests
{
    private static readonly string Pyodide = Path.Combine(Checkout.Root, "guests/python/node_modules/pyodide/pyodide.asm.wasm");

    [Fact]
    public void Everything_in_it_is_translated_to_a_module_that_the_engine_finds_valid()
    {
        using var engine = new WasmEngine();
        var bytes = File.ReadAllBytes(Pyodide);
        Assert.Throws<WasmException>(() => engine.Validate(bytes));
        var module = WasmModule.Read(bytes);
        LegacyExceptions.Translate(module);
        engine.Validate(module.Write());
    }
}

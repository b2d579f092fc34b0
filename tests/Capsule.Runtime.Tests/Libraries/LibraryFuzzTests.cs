using Capsule.Guests.Emscripten.Linking;
using Capsule.Wasm.Binary;
using Capsule.Wasm.Engine;
using CsCheck;

namespace Capsule.Runtime.Tests.Libraries;

/// <summary>
/// Libraries with bytes changed at random: each is refused in an orderly way, or becomes a module that the engine finds valid and of which
/// the verifier has proved that it cannot run unmetered.
/// </summary>
public sealed class LibraryFuzzTests
{
    private const int Cases = 100_000;

    /// <summary>Changed bytes (place, value), and how much is cut off at the end, of 64 KiB.</summary>
    private static readonly Gen<(int Library, (int Place, byte Value)[] Changes, int Cut)> Mutation = Gen.Select(
        Gen.Int[0, 4], Gen.Select(Gen.Int[0, 1 << 20], Gen.Byte).Array[1, 6], Gen.Frequency((9, Gen.Const(0)), (1, Gen.Int[0, 1 << 16])));

    [Fact]
    public void A_mutated_library_is_refused_or_becomes_a_valid_module()
    {
        byte[][] libraries =
        [
            WasmCompiler.Build("counter.c"),
            WasmCompiler.Build("exceptions.cpp", "-fno-rtti"),
            WasmCompiler.Build("jumps.c"),
            WasmCompiler.Build("shared.c"),
            HostileLibrary.Of("(import \"env\" \"nobody\" (func (param i64 f64) (result i32)))", "(global $g (mut i32) (i32.const 0)) (func $s (global.set $g (global.get $mb))) (start $s)"),
        ];
        using var engine = new WasmEngine();
        var linked = 0;
        Mutation.Holds(
            mutation =>
            {
                var library = (byte[])libraries[mutation.Library].Clone();
                foreach (var (place, value) in mutation.Changes)
                {
                    library[place % library.Length] = value;
                }

                if (Link(engine, library.AsMemory(0, library.Length - (int)((long)library.Length * mutation.Cut >> 16))) is { } module)
                {
                    engine.Validate(module);
                    Interlocked.Increment(ref linked);
                }
            },
            iter: Cases);
        Assert.InRange(linked, Cases / 100, Cases);
    }

    /// <returns>The rewritten module, or null when the library is refused.</returns>
    private static byte[]? Link(WasmEngine engine, ReadOnlyMemory<byte> library)
    {
        try
        {
            var module = WasmModule.ReadSide(library);
            LegacyExceptions.Translate(module);
            engine.Validate(module.Write());
            _ = LibraryLinker.Link(module, name => name.StartsWith("Py", StringComparison.Ordinal) || name is "malloc");
            return module.Write();
        }
        catch (Exception e) when (e is InvalidDataException or WasmException)
        {
            return null;
        }
    }
}

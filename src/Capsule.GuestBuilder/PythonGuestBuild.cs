using Capsule.Guests.Emscripten;
using Capsule.Guests.Emscripten.Linking;
using Capsule.Guests.Python;
using Capsule.Wasm.Binary;
using Capsule.Wasm.Engine;

namespace Capsule.GuestBuilder;

/// <summary>
/// Makes the Python guest: translates and links Pyodide's module, boots it to an image, compiles the standard library
/// to bytecode, and writes what <see cref="GuestPackage"/> describes.
/// </summary>
internal sealed class PythonGuestBuild(WasmEngine engine, BuildPaths paths)
{
    internal void Run()
    {
        Directory.CreateDirectory(paths.Output);
        Report("translating exceptions, linking and metering");
        var module = WasmModule.Read(File.ReadAllBytes(paths.PyodideModule));
        LegacyExceptions.Translate(module);
        engine.Validate(module.Write());
        var (guest, symbols) = GuestLinker.Link(module, Imports());
        var code = module.Write();
        Report("compiling");
        var compiled = engine.Compile(code);
        Report("booting and taking the image");
        var files = GuestFiles.Collect(paths);
        var built = new PythonImageBuilder(engine, compiled, code, guest).Build(files);
        if (built.Output.Length > 0)
        {
            throw new InvalidOperationException($"the image's boot printed: {built.Output}");
        }

        Report("compiling the standard library");
        var package = new GuestPackageWriter(paths, code, guest, symbols, built);
        BytecodeCompiler.Compile(engine, package.ToGuest(engine, compiled, files), files);
        package.Write(files);
        Report($"done: {built.Snapshot.MemoryBytes >> 20} MiB of memory, {built.Snapshot.PopulatedPages} pages in use");
    }

    private static void Report(string step) => Console.WriteLine($"python guest: {step}");

    private ImportList Imports() => new(
        SystemCalls.Names,
        File.ReadLines(paths.UnusedImports).Where(line => line.Length > 0 && line[0] != '#').ToHashSet());
}

using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Capsule.Guests.TypeScript;
using Capsule.Wasm.Binary;
using Capsule.Wasm.Engine;
using Capsule.Wasm.Metering;
using Capsule.Wasm.Sandboxes;

namespace Capsule.GuestBuilder;

/// <summary>
/// Makes the TypeScript compiler: takes swc's module out of the JavaScript that npm's @swc/wasm-typescript has it in, links and meters it,
/// and writes what <see cref="TypeScriptPackage"/> describes.
/// </summary>
internal sealed partial class TypeScriptBuild(WasmEngine engine, BuildPaths paths)
{
    internal void Run()
    {
        Directory.CreateDirectory(paths.Output);
        Report("linking, metering and compiling");
        var script = File.ReadAllText(paths.SwcScript);
        var bytes = ModuleOf(script);
        engine.Validate(bytes);
        var module = WasmModule.Read(bytes);
        var (layout, data, imports) = TypeScriptLinker.Link(module);
        var code = module.Write();
        using var compiled = engine.Compile(code);
        using var host = new HostImports(engine);
        BindgenImports.Define(host, imports, () => default);
        using var linked = new GuestModule(engine, compiled, host, layout);
        using var sandbox = Sandbox.CreateEmpty(linked, new SandboxOptions { Meter = new Meter(MeterLimits.None, TimeProvider.System) });
        foreach (var segment in data)
        {
            segment.Bytes.Span.CopyTo(sandbox.Memory.Bytes(segment.Offset, (uint)segment.Bytes.Length));
        }

        var snapshot = sandbox.CaptureImage();
        var image = snapshot.Image.Bytes(0, checked((int)snapshot.Image.Length)).ToArray();
        var codeHash = Convert.ToHexStringLower(SHA256.HashData(code));
        Write(code, image, new TypeScriptInfo
        {
            Version = paths.SwcVersion(),
            Id = Convert.ToHexStringLower(SHA256.HashData([.. SHA256.HashData(image), .. Encoding.UTF8.GetBytes(codeHash)])),
            CodeHash = codeHash,
            Layout = layout,
            Globals = snapshot.Globals,
            Tables = snapshot.Tables,
            MemoryBytes = snapshot.MemoryBytes,
            PopulatedPages = snapshot.PopulatedPages,
            Imports = imports,
            Allocate = AllocatorOf(script),
        });
        engine.Forget(snapshot.Image);
        snapshot.Image.Dispose();
        Report($"done: swc {paths.SwcVersion()}, {snapshot.MemoryBytes >> 10} KiB of memory");
    }

    private static void Report(string step) => Console.WriteLine($"typescript compiler: {step}");

    /// <summary>The one long string in Base64.</summary>
    private static byte[] ModuleOf(string script) => EncodedModule().Match(script) is { Success: true } match
        ? Convert.FromBase64String(match.Groups["module"].Value)
        : throw new InvalidDataException("@swc/wasm-typescript does not have its module where it was: see how it is loaded now.");

    /// <summary>The glue passes the function that allocates wherever it passes text.</summary>
    private static string AllocatorOf(string script) => Allocator().Match(script) is { Success: true } match
        ? match.Groups["name"].Value
        : throw new InvalidDataException("@swc/wasm-typescript does not say which function allocates: see how text is passed now.");

    private void Write(byte[] code, byte[] image, TypeScriptInfo info)
    {
        File.WriteAllBytes(Path.Combine(paths.Output, TypeScriptPackage.CodeFile), code);
        using (var file = File.Create(Path.Combine(paths.Output, TypeScriptPackage.ImageFile)))
        {
            using var compressor = new BrotliStream(file, new BrotliCompressionOptions { Quality = 9 });
            compressor.Write(image);
        }

        File.WriteAllBytes(
            Path.Combine(paths.Output, TypeScriptPackage.InfoFile), JsonSerializer.SerializeToUtf8Bytes(info, TypeScriptJson.Default.TypeScriptInfo));
    }

    [GeneratedRegex("Buffer\\.from\\('(?<module>AGFzb[A-Za-z0-9+/=]+)'", RegexOptions.ExplicitCapture)]
    private static partial Regex EncodedModule();

    [GeneratedRegex(@"passStringToWasm0\(ret, wasm\.(?<name>__wbindgen_export_\d+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Allocator();
}

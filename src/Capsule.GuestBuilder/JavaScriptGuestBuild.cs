using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Capsule.Guests.JavaScript;
using Capsule.Wasm.Binary;
using Capsule.Wasm.Engine;
using Capsule.Wasm.Memory;
using Capsule.Wasm.Sandboxes;

namespace Capsule.GuestBuilder;

/// <summary>
/// Makes the JavaScript guest: links and meters QuickJS's module, boots it to an image with the SDK and what programs expect of Node.js
/// and of the web, and writes what <see cref="JavaScriptPackage"/> describes.
/// </summary>
internal sealed class JavaScriptGuestBuild(WasmEngine engine, BuildPaths paths)
{
    private static readonly string[] OwnFolders = ["boot", "node", "sdk", "web"];
    private static readonly string[] ModuleEndings = [".js", ".cjs", ".mjs", ".json"];

    internal void Run()
    {
        Directory.CreateDirectory(paths.Output);
        Report("linking, metering and compiling");
        var bytes = File.ReadAllBytes(paths.QuickJs);
        engine.Validate(bytes);
        var module = WasmModule.Read(bytes);
        var (layout, data) = JavaScriptLinker.Link(module);
        var code = module.Write();
        using var compiled = engine.Compile(code);
        Report("booting and taking the image");
        var (snapshot, addresses, version) = new JavaScriptImageBuilder(engine, compiled, layout, data).Build(Files());
        File.WriteAllBytes(Path.Combine(paths.Output, JavaScriptPackage.CodeFile), code);
        WriteImage(snapshot.Image);
        var info = InfoOf(code, layout, snapshot, addresses, version);
        File.WriteAllBytes(
            Path.Combine(paths.Output, JavaScriptPackage.InfoFile),
            JsonSerializer.SerializeToUtf8Bytes(info, JavaScriptJson.Default.JavaScriptImageInfo));
        Report($"done: QuickJS {version}, {snapshot.MemoryBytes >> 10} KiB of memory, {snapshot.PopulatedPages} pages in use");
        engine.Forget(snapshot.Image);
        snapshot.Image.Dispose();
    }

    private static void Report(string step) => Console.WriteLine($"javascript guest: {step}");

    /// <summary>The guest's own modules, and the packages that they import.</summary>
    private SortedDictionary<string, byte[]> Files()
    {
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (folder, prefix) in OwnFolders.Select(name => (Path.Combine(paths.Sources, name), name + "/"))
            .Append((paths.NodeModules, "node_modules/"))
            .Where(place => Directory.Exists(place.Item1)))
        {
            foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(file => ModuleEndings.Contains(Path.GetExtension(file))))
            {
                files[prefix + Path.GetRelativePath(folder, file).Replace('\\', '/')] = File.ReadAllBytes(file);
            }
        }

        return files;
    }

    private void WriteImage(MemoryImage image)
    {
        using var file = File.Create(Path.Combine(paths.Output, JavaScriptPackage.ImageFile));
        using var compressor = new BrotliStream(file, new BrotliCompressionOptions { Quality = 9 });
        compressor.Write(image.Bytes(0, checked((int)image.Length)));
    }

    private static JavaScriptImageInfo InfoOf(
        byte[] code, ModuleLayout layout, Snapshot snapshot, JavaScriptAddresses addresses, string version)
    {
        var codeHash = Convert.ToHexStringLower(SHA256.HashData(code));
        var memoryHash = SHA256.HashData(snapshot.Image.Bytes(0, checked((int)snapshot.Image.Length)));
        return new JavaScriptImageInfo
        {
            Version = version,
            Id = Convert.ToHexStringLower(SHA256.HashData([.. memoryHash, .. Encoding.UTF8.GetBytes(codeHash)])),
            CodeHash = codeHash,
            Layout = layout,
            Globals = snapshot.Globals,
            Tables = snapshot.Tables,
            MemoryBytes = snapshot.MemoryBytes,
            PopulatedPages = snapshot.PopulatedPages,
            Addresses = addresses,
        };
    }
}

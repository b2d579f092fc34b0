using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Capsule.Runtime;
using Capsule.Runtime.Images;
using Capsule.Wasm.Binary;

namespace Capsule.Benchmarks.Metering;

/// <summary>
/// A guest without its metering: a copy of the installed one in which every inserted check is taken out again.
/// Its memory image is the same, because metering changes no data.
/// </summary>
internal sealed class UnmeteredGuest : IDisposable
{
    private UnmeteredGuest(string path) => Path = path;

    /// <summary>The folder.</summary>
    internal string Path { get; }

    internal static UnmeteredGuest Create(GuestLanguage language)
    {
        var directory = Directory.CreateTempSubdirectory("capsule-unmetered-").FullName;
        var (from, to) = (GuestLocation.FolderOf(language.Format), GuestLocation.FolderOf(language.Format, directory));
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, System.IO.Path.Combine(to, System.IO.Path.GetFileName(file)));
        }

        var codeFile = System.IO.Path.Combine(to, language.Format.CodeFile);
        var module = WasmModule.Read(File.ReadAllBytes(codeFile));
        CheckRemoval.Apply(module);
        var code = module.Write();
        File.WriteAllBytes(codeFile, code);

        var infoFile = System.IO.Path.Combine(to, language.Format.InfoFile);
        var info = JsonNode.Parse(File.ReadAllText(infoFile))!.AsObject();
        var hash = info.First(member => member.Key.Equals("codehash", StringComparison.OrdinalIgnoreCase)
            || member.Key.Equals("code_hash", StringComparison.OrdinalIgnoreCase)).Key;
        info[hash] = Convert.ToHexStringLower(SHA256.HashData(code));
        File.WriteAllText(infoFile, info.ToJsonString());
        return new UnmeteredGuest(directory);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

using System.Text.Json;
using Capsule.Guests.Abstractions;
using Capsule.Guests.JavaScript;
using Capsule.Wasm.Engine;
using Capsule.Wasm.Memory;

namespace Capsule.Runtime.Languages;

/// <summary>The files of the JavaScript guest.</summary>
internal sealed class JavaScriptFormat : IGuestFormat
{
    public IReadOnlyList<string> Files { get; } = [JavaScriptPackage.CodeFile, JavaScriptPackage.InfoFile, JavaScriptPackage.ImageFile];

    public string CodeFile => JavaScriptPackage.CodeFile;

    public string ImageFile => JavaScriptPackage.ImageFile;

    public string InfoFile => JavaScriptPackage.InfoFile;

    public GuestInfo? ReadInfo(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, JavaScriptJson.Default.JavaScriptImageInfo) is { Format: JavaScriptImageInfo.CurrentFormat } info
                ? new GuestInfo(new GuestIdentity(JavaScriptGuest.LanguageName, info.Version, info.Id), info.CodeHash, info)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public IGuest Create(WasmEngine engine, CompiledModule code, MemoryImage image, GuestInfo info, GuestSupport support) =>
        new JavaScriptGuest(engine, code, image, (JavaScriptImageInfo)info.Details);
}

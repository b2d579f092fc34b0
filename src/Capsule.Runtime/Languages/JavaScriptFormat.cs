using System.Text.Json;
using Capsule.Guests.Abstractions;
using Capsule.Guests.JavaScript;

namespace Capsule.Runtime.Languages;

/// <summary>The files of the JavaScript guest.</summary>
internal sealed class JavaScriptFormat : IGuestFormat
{
    public string Name => JavaScriptGuest.LanguageName;

    public string Title => "JavaScript guest";

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

    public IGuest Create(PreparedGuest prepared, GuestSupport support) => new JavaScriptGuest(
        prepared.Engine, prepared.Code, prepared.Image, (JavaScriptImageInfo)prepared.Info.Details, support.Scripts);
}

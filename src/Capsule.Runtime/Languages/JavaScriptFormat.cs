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

    public GuestInfo? ReadInfo(ReadOnlySpan<byte> json) => InfoJson.Read(
        json, JavaScriptJson.Default.JavaScriptImageInfo, info => info.Format == JavaScriptImageInfo.CurrentFormat, Name, info => info.Version);

    public IGuest Create(PreparedGuest prepared, GuestSupport support) => new JavaScriptGuest(
        prepared.Engine, prepared.Code, prepared.Image, (JavaScriptImageInfo)prepared.Info.Details, support.Scripts);
}

using Capsule.Guests.Abstractions;
using Capsule.Guests.Python;

namespace Capsule.Runtime.Languages;

/// <summary>The files of the Python guest.</summary>
internal sealed class PythonFormat : IGuestFormat
{
    public string Name => PythonGuest.LanguageName;

    public string Title => "Python guest";

    public IReadOnlyList<string> Files { get; } =
        [GuestPackage.CodeFile, GuestPackage.InfoFile, GuestPackage.SymbolsFile, GuestPackage.ImageFile, GuestPackage.ArchiveFile];

    public string CodeFile => GuestPackage.CodeFile;

    public string ImageFile => GuestPackage.ImageFile;

    public string InfoFile => GuestPackage.InfoFile;

    public GuestInfo? ReadInfo(ReadOnlySpan<byte> json) => InfoJson.Read(
        json, GuestJson.Default.PythonImageInfo, info => info.Format == PythonImageInfo.CurrentFormat, Name, info => info.PythonVersion);

    public IGuest Create(PreparedGuest prepared, GuestSupport support)
    {
        var archive = Path.Combine(support.Folder, GuestPackage.ArchiveFile);
        return new PythonGuest(prepared.Engine, prepared.Code, prepared.Image, (PythonImageInfo)prepared.Info.Details, archive)
        {
            Libraries = support.OpenLibraries(GuestPackage.SymbolsFile),
        };
    }
}

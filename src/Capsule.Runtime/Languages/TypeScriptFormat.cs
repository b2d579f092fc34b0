using Capsule.Guests.TypeScript;

namespace Capsule.Runtime.Languages;

/// <summary>The files of the TypeScript compiler.</summary>
internal sealed class TypeScriptFormat : IPreparedFormat
{
    internal static readonly TypeScriptFormat Instance = new();

    public string Name => "typescript";

    public string Title => "TypeScript compiler";

    public IReadOnlyList<string> Files { get; } = [TypeScriptPackage.CodeFile, TypeScriptPackage.InfoFile, TypeScriptPackage.ImageFile];

    public string CodeFile => TypeScriptPackage.CodeFile;

    public string ImageFile => TypeScriptPackage.ImageFile;

    public string InfoFile => TypeScriptPackage.InfoFile;

    public GuestInfo? ReadInfo(ReadOnlySpan<byte> json) => InfoJson.Read(
        json, TypeScriptJson.Default.TypeScriptInfo, info => info.Format == TypeScriptInfo.CurrentFormat, Name, info => info.Version);
}

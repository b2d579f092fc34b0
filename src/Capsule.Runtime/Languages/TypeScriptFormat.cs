using System.Text.Json;
using Capsule.Guests.Abstractions;
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

    public GuestInfo? ReadInfo(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, TypeScriptJson.Default.TypeScriptInfo) is { Format: TypeScriptInfo.CurrentFormat } info
                ? new GuestInfo(new GuestIdentity(Name, info.Version, info.Id), info.CodeHash, info)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

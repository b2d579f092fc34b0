namespace Capsule.Guests.TypeScript;

/// <summary>The files of the TypeScript compiler, as the build writes them and installations ship them; the same on every machine.</summary>
internal static class TypeScriptPackage
{
    /// <summary>The linked and metered module.</summary>
    public const string CodeFile = "typescript.wasm";

    /// <summary><see cref="TypeScriptInfo"/> as JSON.</summary>
    public const string InfoFile = "typescript.json";

    /// <summary>The memory that it starts with, compressed with Brotli.</summary>
    public const string ImageFile = "typescript.image.br";
}

namespace Capsule.Guests.JavaScript;

/// <summary>The files that make up the JavaScript guest, as the build writes them and installations ship them; the same on every machine.</summary>
internal static class JavaScriptPackage
{
    /// <summary>The linked and metered module.</summary>
    public const string CodeFile = "javascript.wasm";

    /// <summary><see cref="JavaScriptImageInfo"/> as JSON.</summary>
    public const string InfoFile = "javascript.json";

    /// <summary>The image's memory, compressed with Brotli.</summary>
    public const string ImageFile = "javascript.image.br";
}

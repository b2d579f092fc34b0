namespace Capsule.Guests.Python;

/// <summary>
/// The files that make up the Python guest, as the build writes them and installations ship them. They are the same
/// on every machine; what depends on the processor is made from them and cached (<c>Capsule.Runtime.Images</c>).
/// </summary>
internal static class GuestPackage
{
    /// <summary>The linked and metered module.</summary>
    public const string CodeFile = "python.wasm";

    /// <summary><see cref="PythonImageInfo"/> as JSON.</summary>
    public const string InfoFile = "python.json";

    /// <summary>What libraries may bind to in the module: <see cref="Emscripten.Linking.MainSymbols"/>.</summary>
    public const string SymbolsFile = "python.symbols";

    /// <summary>The image's memory, compressed with Brotli.</summary>
    public const string ImageFile = "python.image.br";

    /// <summary>The shared files: standard library, Capsule's modules, time zones.</summary>
    public const string ArchiveFile = "python.zip";
}

using Capsule.Guests.TypeScript;
using Capsule.Runtime.Images;

namespace Capsule.Runtime.Languages;

/// <summary>What a guest is given of the installation and of the cache.</summary>
/// <param name="Folder">The folder of its files.</param>
/// <param name="OpenLibraries">Opens the store of compiled libraries, given the file with the symbols that they may bind to.</param>
/// <param name="Scripts">Compiles TypeScript.</param>
internal sealed record GuestSupport(string Folder, Func<string, LibraryStore> OpenLibraries, IScriptCompiler Scripts);

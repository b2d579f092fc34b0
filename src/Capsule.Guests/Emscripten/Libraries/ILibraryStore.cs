using Capsule.Guests.Emscripten.Linking;
using Capsule.Wasm.Engine;

namespace Capsule.Guests.Emscripten.Libraries;

/// <summary>Gives libraries, linked and compiled for the main module of one guest. Thread-safe.</summary>
internal interface ILibraryStore
{
    /// <summary>What libraries may bind to in the main module.</summary>
    MainSymbols Symbols { get; }

    /// <summary>
    /// The library of a file, compiled or found among what was compiled before. Compiling takes seconds, goes on when nobody waits for it any
    /// more, and is done once for all that want the same library.
    /// </summary>
    /// <param name="hash">SHA-256 of the file, in hexadecimal.</param>
    /// <param name="file">Gives the file's bytes, where it has to be compiled. That they have this hash is checked.</param>
    /// <exception cref="InvalidDataException">It is no library, or does what none may; the message says what.</exception>
    /// <exception cref="WasmException">The engine refuses it.</exception>
    Task<Library> GetAsync(string hash, Func<ReadOnlyMemory<byte>> file);
}

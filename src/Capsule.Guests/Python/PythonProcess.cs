using Capsule.Guests.Emscripten;
using Capsule.Guests.Emscripten.Libraries;
using Capsule.Guests.Processes;

namespace Capsule.Guests.Python;

/// <summary>Makes the process that one Python sandbox believes to be.</summary>
internal static class PythonProcess
{
    /// <summary>Makes the process, with its descriptors.</summary>
    /// <param name="options">What it gets.</param>
    /// <param name="exports">The C functions of the module.</param>
    /// <param name="memoryInUse">Tells the linear memory's length in bytes.</param>
    /// <param name="bytesType">The address of Python's type of byte strings.</param>
    /// <param name="libraries">Gives the libraries that may be loaded, or null for none.</param>
    internal static EmscriptenProcess Create(
        ProcessOptions options, EmscriptenExports exports, Func<ulong> memoryInUse, uint bytesType, ILibraryStore? libraries = null)
    {
        var process = new EmscriptenProcess(options, memoryInUse)
        {
            Environment = ImageEnvironment.Variables,
            Exports = exports,
            Libraries = libraries,
            BytesType = bytesType,
        };
        process.OpenFiles();
        return process;
    }
}

using Capsule.Guests.FileSystem;

namespace Capsule.Guests.Emscripten.Mappings;

/// <summary>A shared mapping of a file. It keeps the file, whatever becomes of the descriptor that it was made from.</summary>
/// <param name="Address">Where the guest sees it.</param>
/// <param name="Length">How many bytes it has.</param>
/// <param name="IsWritable">Whether what the guest writes there goes to the file.</param>
/// <param name="File">The file, as it was open.</param>
internal sealed record FileMapping(uint Address, uint Length, bool IsWritable, OpenFile File);

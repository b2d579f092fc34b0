namespace Capsule.Guests.FileSystem.States;

/// <summary>A shared mapping of a file at rest.</summary>
/// <param name="Region">Where the memory begins that it shows.</param>
/// <param name="RegionLength">How many bytes that has.</param>
/// <param name="Offset">Where that begins in the file.</param>
/// <param name="Address">Where the mapping begins.</param>
/// <param name="Length">How many bytes it has.</param>
/// <param name="IsWritable">Whether it is written back.</param>
/// <param name="File">The file.</param>
/// <param name="Flags">How it is open.</param>
internal sealed record MappingState(
    uint Region, uint RegionLength, long Offset, uint Address, uint Length, bool IsWritable, OpenState File, OpenFlags Flags);

namespace Capsule.Guests.FileSystem.States;

/// <summary>An open file at rest.</summary>
/// <param name="Descriptors">The numbers that stand for it.</param>
/// <param name="File">What is open.</param>
/// <param name="Flags">How.</param>
/// <param name="Position">Where reading and writing goes on.</param>
internal sealed record DescriptorState(IReadOnlyList<int> Descriptors, OpenState File, OpenFlags Flags, long Position);

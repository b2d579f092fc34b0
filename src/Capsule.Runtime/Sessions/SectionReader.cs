namespace Capsule.Runtime.Sessions;

/// <summary>Gives a part of what a section of a saved session holds.</summary>
/// <param name="position">Where the part begins.</param>
/// <param name="into">Receives it, and is as long as it is.</param>
internal delegate void SectionReader(long position, Span<byte> into);

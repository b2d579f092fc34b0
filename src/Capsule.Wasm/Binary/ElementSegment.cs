namespace Capsule.Wasm.Binary;

/// <summary>Functions that fill a table from an offset on.</summary>
/// <param name="Offset">The offset; added to <paramref name="Base"/> where there is one.</param>
/// <param name="Functions">The functions.</param>
/// <param name="Base">The global that holds where a side module's part of the table begins, or null.</param>
/// <param name="IsPassive">Whether code puts them into the table; the offset means nothing then.</param>
internal sealed record ElementSegment(uint Offset, List<uint> Functions, uint? Base = null, bool IsPassive = false);

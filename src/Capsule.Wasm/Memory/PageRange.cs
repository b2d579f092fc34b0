namespace Capsule.Wasm.Memory;

/// <summary>Consecutive host pages of a linear memory: the first one, and the one after the last.</summary>
internal readonly record struct PageRange(uint Start, uint End)
{
    internal uint Count => End - Start;
}

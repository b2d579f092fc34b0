namespace Capsule.Guests.Abstractions;

/// <summary>Where a guest's randomness comes from.</summary>
internal interface IGuestRandom
{
    /// <summary>Fills a buffer with bytes that nobody can predict.</summary>
    void Fill(Span<byte> bytes);
}

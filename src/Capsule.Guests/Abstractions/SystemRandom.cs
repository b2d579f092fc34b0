using System.Security.Cryptography;

namespace Capsule.Guests.Abstractions;

/// <summary>The host's cryptographic random numbers.</summary>
internal sealed class SystemRandom : IGuestRandom
{
    internal static readonly SystemRandom Instance = new();

    /// <inheritdoc/>
    public void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
}

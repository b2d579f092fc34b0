using System.Security.Cryptography;
using Capsule.Guests.Emscripten;

namespace Capsule.Guests.Python;

/// <summary>The host's cryptographic random numbers.</summary>
internal sealed class SystemRandom : IGuestRandom
{
    /// <inheritdoc/>
    public void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
}

using Capsule.Runtime.Artifacts;
using ZstdSharp;

namespace Capsule.Runtime.Sessions;

/// <summary>
/// A section of a saved session, packed as <see cref="Payload"/> says. Each MiB is a frame of its own, so that all cores pack
/// and nothing is in memory twice.
/// </summary>
internal sealed class SessionSection
{
    private const int FrameSize = 1 << 20;

    private const int Level = 1; // writing is what somebody waits for

    private SessionSection(byte[][] pieces)
    {
        Pieces = pieces;
        Length = pieces.Sum(piece => piece.LongLength);
    }

    /// <summary>Its bytes, piece by piece.</summary>
    internal IReadOnlyList<byte[]> Pieces { get; }

    /// <summary>How many bytes it has, packed.</summary>
    internal long Length { get; }

    /// <summary>Packs bytes.</summary>
    internal static SessionSection Pack(byte[] bytes) =>
        Pack(bytes.LongLength, (position, into) => bytes.AsSpan((int)position, into.Length).CopyTo(into));

    /// <summary>Packs what is read.</summary>
    /// <param name="length">How much there is.</param>
    /// <param name="read">Reads it; called by many threads at once.</param>
    internal static SessionSection Pack(long length, SectionReader read)
    {
        var pieces = new byte[1 + ((length + FrameSize - 1) / FrameSize)][];
        pieces[0] = Payload.Header(Level, length);
        Parallel.For(1, pieces.Length, () => new Packer(read), (i, _, packer) => packer.Pack((i - 1L) * FrameSize, length, out pieces[i]), packer => packer.Dispose());
        return new SessionSection(pieces);
    }

    /// <summary>What one thread packs with.</summary>
    private sealed class Packer(SectionReader read) : IDisposable
    {
        private readonly byte[] unpacked = new byte[FrameSize];
        private readonly byte[] packed = new byte[Compressor.GetCompressBound(FrameSize)];
        private readonly Compressor compressor = new(Level);

        internal Packer Pack(long position, long length, out byte[] frame)
        {
            var part = unpacked.AsSpan(0, (int)Math.Min(FrameSize, length - position));
            read(position, part);
            frame = packed.AsSpan(0, compressor.Wrap(part, packed)).ToArray();
            return this;
        }

        public void Dispose() => compressor.Dispose();
    }
}

namespace Capsule.Runtime.Sessions;

/// <summary>A session as a file, piece by piece: together it would be in memory twice.</summary>
/// <param name="Pieces">Its bytes.</param>
/// <param name="Length">How many there are.</param>
internal sealed record SavedSession(IReadOnlyList<byte[]> Pieces, long Length)
{
    /// <summary>All bytes.</summary>
    internal byte[] ToArray()
    {
        var bytes = new byte[Length];
        var position = 0;
        foreach (var piece in Pieces)
        {
            piece.CopyTo(bytes, position);
            position += piece.Length;
        }

        return bytes;
    }
}

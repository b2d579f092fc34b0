using System.Runtime.InteropServices;

namespace Capsule.Journaling;

/// <summary>How journals keep bytes.</summary>
internal static class JournalBytes
{
    /// <summary>The bytes as an array; a copy only when they are part of a larger one.</summary>
    internal static byte[] ToStored(this ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var segment) && segment.Array is { } array && segment.Count == array.Length
            ? array
            : bytes.ToArray();
}

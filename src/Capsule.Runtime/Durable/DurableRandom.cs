using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Capsule.Guests.Abstractions;

namespace Capsule.Runtime.Durable;

/// <summary>
/// Random numbers that a replay draws again: AES in counter mode, under a key that comes from the run's secret seed and
/// the task's attempt.
/// </summary>
internal sealed class DurableRandom : IGuestRandom, IDisposable
{
    private const int BlockBytes = 16;
    private readonly Aes cipher = Aes.Create();
    private ulong counter;

    internal DurableRandom(ReadOnlySpan<byte> seed, string task, int attempt) =>
        cipher.Key = HMACSHA256.HashData(seed, Encoding.UTF8.GetBytes($"{task} {attempt}"));

    /// <inheritdoc/>
    public void Fill(Span<byte> bytes)
    {
        Span<byte> block = stackalloc byte[BlockBytes];
        while (!bytes.IsEmpty)
        {
            block.Clear();
            BinaryPrimitives.WriteUInt64LittleEndian(block, counter++);
            cipher.EncryptEcb(block, block, PaddingMode.None);
            var length = Math.Min(BlockBytes, bytes.Length);
            block[..length].CopyTo(bytes);
            bytes = bytes[length..];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => cipher.Dispose();
}

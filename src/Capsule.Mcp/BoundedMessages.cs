namespace Capsule.Mcp;

/// <summary>
/// A client's messages, one to a line, up to one that is too long: with it, the input ends.
/// </summary>
/// <remarks>Threat: the SDK's reader keeps a whole line, several times its length, before anybody can look at it.</remarks>
/// <param name="input">What the client sends.</param>
internal sealed class BoundedMessages(Stream input) : Stream
{
    /// <summary>The longest message, in bytes: the largest program and its arguments fit.</summary>
    internal const int MaxBytes = 16 << 20;

    private int length;

    /// <summary>Whether a message was too long.</summary>
    internal bool WasExceeded { get; private set; }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Count(buffer.AsSpan(offset, WasExceeded ? 0 : input.Read(buffer, offset, count)));

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = WasExceeded ? 0 : await input.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        return Count(buffer.Span[..read]);
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Counts the bytes that continue the current line, and says how many may be passed on.</summary>
    private int Count(ReadOnlySpan<byte> bytes)
    {
        var given = 0;
        while (given < bytes.Length)
        {
            var rest = bytes[given..];
            var end = rest.IndexOf((byte)'\n');
            length += end < 0 ? rest.Length : end;
            if (length > MaxBytes)
            {
                WasExceeded = true;
                return 0;
            }

            given += end < 0 ? rest.Length : end + 1;
            length = end < 0 ? length : 0;
        }

        return given;
    }
}

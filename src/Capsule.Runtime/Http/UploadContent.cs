using System.Net;
using System.Threading.Channels;
using Capsule.Runtime.HostApi;

namespace Capsule.Runtime.Http;

/// <summary>A request's body that the guest sends in parts; a part is taken when the one before it was sent.</summary>
/// <param name="length">Its length in bytes, or null when it is sent in chunks.</param>
internal sealed class UploadContent(long? length) : HttpContent
{
    private readonly Channel<ReadOnlyMemory<byte>> parts = Channel.CreateBounded<ReadOnlyMemory<byte>>(1);
    private long written;

    /// <summary>Whether all parts are there.</summary>
    internal bool IsComplete { get; private set; }

    /// <summary>Takes a part, and waits until the connection wants it.</summary>
    internal async Task WriteAsync(ReadOnlyMemory<byte> part, CancellationToken cancellationToken)
    {
        if (IsComplete || (length is { } limit && written + part.Length > limit))
        {
            throw new GuestRequestException("the body is longer than it was said to be");
        }

        written += part.Length;
        if (!part.IsEmpty)
        {
            await parts.Writer.WriteAsync(part, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>There are no more parts.</summary>
    internal void Complete()
    {
        if (length is { } expected && written != expected)
        {
            throw new GuestRequestException($"the body has {written} bytes, and {expected} were announced");
        }

        IsComplete = true;
        parts.Writer.TryComplete();
    }

    protected override bool TryComputeLength(out long computed)
    {
        computed = length ?? 0;
        return length is not null;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await foreach (var part in parts.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            await stream.WriteAsync(part, cancellationToken).ConfigureAwait(false);
            await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}

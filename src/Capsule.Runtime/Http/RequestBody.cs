using System.Buffers;
using Capsule.Network;
using Capsule.Runtime.Secrets;

namespace Capsule.Runtime.Http;

/// <summary>
/// The body of a request as the guest sends it. Where a secret may be put into it, it is held until it is whole; else it
/// passes, and a placeholder in it ends the request.
/// </summary>
internal sealed class RequestBody(UploadContent upload, TaskSecrets secrets, TargetUrl url, int heldLimit)
{
    private readonly PlaceholderScan scan = secrets.Scan();
    private readonly ArrayBufferWriter<byte>? held = secrets.MayBeInBody(url) ? new() : null;

    internal async Task WriteAsync(ReadOnlyMemory<byte> part, bool isLast, CancellationToken cancellationToken)
    {
        if (held is null)
        {
            scan.Pass(part);
            await upload.WriteAsync(part, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            if (held.WrittenCount + part.Length > heldLimit)
            {
                throw new GateException(HostErrorKind.LimitExceeded, $"a body that a secret may be put into has more than {heldLimit} bytes");
            }

            held.Write(part.Span);
            if (isLast)
            {
                await upload.WriteAsync(secrets.Body(held.WrittenMemory, url), cancellationToken).ConfigureAwait(false);
            }
        }

        if (isLast)
        {
            upload.Complete();
        }
    }
}

using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Capsule.Server.Http;

/// <summary>Reads artifacts that are uploaded, a few at a time.</summary>
/// <remarks>
/// Threat: artifacts are longer than other bodies, and are in memory until they are checked. So a tenant sends one at a time, all tenants
/// send a few, and whoever sends too slowly is cut off: else some clients would keep the others from uploading.
/// </remarks>
internal sealed class ArtifactBody(ServerOptions options)
{
    private const int AtOnce = 4;
    private static readonly MinDataRate Rate = new(bytesPerSecond: 64 << 10, gracePeriod: TimeSpan.FromSeconds(10));

    private readonly HashSet<string> sending = new(StringComparer.Ordinal);

    /// <summary>Reads a body; gives it, or the answer that says why it cannot be.</summary>
    /// <param name="context">The request.</param>
    internal async Task<(Upload? Upload, IResult? Refusal)> ReadAsync(HttpContext context)
    {
        if (Take(ApiKeyHandler.TenantOf(context)) is not { } upload)
        {
            return (null, Problems.Busy(context, "other artifacts are being uploaded"));
        }

        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = options.MaxArtifactBytes;
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = Rate;
        }

        try
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            upload.Artifact = body.ToArray();
            return (upload, null);
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException e)
        {
            upload.Dispose();
            return (null, Problems.Of(e.StatusCode, Failure.Config(e.Message.TrimEnd('.'))));
        }
        catch
        {
            upload.Dispose();
            throw;
        }
    }

    private Upload? Take(string tenant)
    {
        lock (sending)
        {
            return sending.Count < AtOnce && sending.Add(tenant) ? new Upload(this, tenant) : null;
        }
    }

    /// <summary>An artifact, which counts among those that are uploaded until it is disposed of.</summary>
    internal sealed class Upload(ArtifactBody owner, string tenant) : IDisposable
    {
        internal byte[] Artifact { get; set; } = [];

        public void Dispose()
        {
            lock (owner.sending)
            {
                owner.sending.Remove(tenant);
            }
        }
    }
}

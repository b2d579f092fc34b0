using Capsule.Server.Tenants;
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

    private readonly TenantCounts sending = new(mostOfTenant: 1, AtOnce);

    /// <summary>Reads a body; gives it, or the answer that says why it cannot be.</summary>
    /// <param name="context">The request.</param>
    internal async Task<(Upload? Upload, IResult? Refusal)> ReadAsync(HttpContext context)
    {
        if (sending.TryHold(ApiKeyHandler.TenantOf(context)) is not { } place)
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
            return (new Upload(body.ToArray(), place), null);
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException e)
        {
            place.Dispose();
            return (null, Problems.Of(e.StatusCode, Failure.Config(e.Message.TrimEnd('.'))));
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    /// <summary>An artifact, which counts among those that are uploaded until it is disposed of.</summary>
    internal sealed class Upload(byte[] artifact, IDisposable place) : IDisposable
    {
        internal byte[] Artifact => artifact;

        public void Dispose() => place.Dispose();
    }
}

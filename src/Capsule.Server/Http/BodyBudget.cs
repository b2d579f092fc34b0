using Capsule.Server.Tenants;
using Microsoft.AspNetCore.Http.Features;

namespace Capsule.Server.Http;

/// <summary>How many bytes the bodies of all requests may have that are under way, and those of each tenant.</summary>
/// <remarks>
/// Threat: clients that send long bodies at once and wait for a slot. What is made of a body takes up to twenty times its length.
/// A tenant has at most half of it, or its quota, so that none keeps all others from sending.
/// </remarks>
internal sealed class BodyBudget(ServerOptions options)
{
    private long left = options.BodyBytesAtOnce;

    /// <summary>How many bytes are under way.</summary>
    internal long Used => options.BodyBytesAtOnce - Interlocked.Read(ref left);

    /// <summary>Takes what a body may have until the request ends. Null, or the answer that says why it may not be sent.</summary>
    /// <param name="context">The request, which says how long its body is, or may have the longest.</param>
    internal IResult? Take(HttpContext context)
    {
        var tenant = ApiKeyHandler.UseOf(context);
        var most = Math.Min(tenant.Tenant.Quotas.MaxBodies ?? Math.Max(options.BodyBytesAtOnce / 2, options.MaxBodyBytes), options.BodyBytesAtOnce);
        var longest = Math.Min(options.MaxBodyBytes, most);
        if (context.Request.ContentLength > longest)
        {
            return Problems.Of(StatusCodes.Status413PayloadTooLarge, Failure.Config($"the body is too long: it may have {longest} bytes"));
        }

        var bytes = Math.Max(context.Request.ContentLength ?? longest, 0);
        if (Interlocked.Add(ref left, -bytes) < 0)
        {
            Interlocked.Add(ref left, bytes);
            return Problems.Busy(context, $"requests with {options.BodyBytesAtOnce} bytes are under way, which is the most");
        }

        if (!tenant.TryTakeBody(bytes, most))
        {
            Interlocked.Add(ref left, bytes);
            return Problems.OverQuota($"requests of the tenant with {most} bytes are under way, which is the most (max_bodies)", TimeSpan.FromSeconds(1)).ToResult(context);
        }

        if (context.Request.ContentLength is null && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bound)
        {
            bound.MaxRequestBodySize = longest;
        }

        var share = new Share(this, tenant, bytes);
        context.Response.RegisterForDispose(share);
        context.Features.Set(share);
        return null;
    }

    /// <summary>What was read of a request is not needed any more: its body counts no longer, while the request waits for something.</summary>
    internal static void Release(HttpContext context) => context.Features.Get<Share>()?.Dispose();

    /// <summary>A part of it, until it is disposed of.</summary>
    private sealed class Share(BodyBudget budget, TenantUse tenant, long bytes) : IDisposable
    {
        private int isGiven;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref isGiven, 1) == 0)
            {
                Interlocked.Add(ref budget.left, bytes);
                tenant.GiveBody(bytes);
            }
        }
    }
}

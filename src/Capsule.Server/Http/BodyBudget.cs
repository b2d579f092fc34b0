namespace Capsule.Server.Http;

/// <summary>How many bytes the bodies of all requests may have that are under way.</summary>
/// <remarks>
/// Threat: clients that send long bodies at once and wait for a slot. What is made of a body takes up to twenty times its length.
/// </remarks>
internal sealed class BodyBudget(ServerOptions options)
{
    private long left = options.BodyBytesAtOnce;

    /// <summary>How many there are.</summary>
    internal long Bytes => options.BodyBytesAtOnce;

    /// <summary>Takes what a body may have. Null where that is not left.</summary>
    /// <param name="request">The request, which says how long its body is, or may have the longest.</param>
    internal Share? Take(HttpRequest request)
    {
        var bytes = Math.Clamp(request.ContentLength ?? options.MaxBodyBytes, 0, options.MaxBodyBytes);
        if (Interlocked.Add(ref left, -bytes) >= 0)
        {
            return new Share(this, bytes);
        }

        Interlocked.Add(ref left, bytes);
        return null;
    }

    /// <summary>A part of it, until it is disposed of.</summary>
    internal sealed class Share(BodyBudget budget, long bytes) : IDisposable
    {
        public void Dispose() => Interlocked.Add(ref budget.left, bytes);
    }
}

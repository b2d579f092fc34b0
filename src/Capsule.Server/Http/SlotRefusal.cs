namespace Capsule.Server.Http;

/// <summary>Why somebody got no slot.</summary>
/// <param name="Status">The status of an answer that says so.</param>
/// <param name="Failure">What it says.</param>
/// <param name="RetryAfter">After how long it is worth to try again; null where it is not.</param>
internal sealed record SlotRefusal(int Status, Failure Failure, TimeSpan? RetryAfter)
{
    /// <summary>It as an answer.</summary>
    internal IResult ToResult(HttpContext context)
    {
        if (RetryAfter is { } wait)
        {
            Problems.SetRetryAfter(context, wait);
        }

        return Problems.Of(Status, Failure);
    }
}

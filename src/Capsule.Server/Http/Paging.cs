using System.Globalization;

namespace Capsule.Server.Http;

/// <summary>Which page of a list a request asks for: <c>?limit=</c> and <c>?cursor=</c>.</summary>
/// <param name="Limit">How many items at most.</param>
/// <param name="After">Where the page before ended, or the default for the first page.</param>
internal sealed record Paging<TCursor>(int Limit, TCursor? After)
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;

    /// <summary>Reads the query of a request.</summary>
    /// <param name="query">The query.</param>
    /// <param name="parse">Reads a cursor; null where it is none.</param>
    internal static Outcome<Paging<TCursor>> Read(IQueryCollection query, Func<string, TCursor?> parse)
    {
        var limit = DefaultLimit;
        if (query["limit"].ToString() is { Length: > 0 } written
            && !(int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= MaxLimit))
        {
            return Failure.Config($"limit takes a whole number from 1 to {MaxLimit}");
        }

        return query["cursor"].ToString() is not { Length: > 0 } cursor ? new Paging<TCursor>(limit, default)
            : parse(cursor) is { } after ? new Paging<TCursor>(limit, after)
            : Failure.Config("cursor takes what an answer before gave as \"next\"");
    }
}

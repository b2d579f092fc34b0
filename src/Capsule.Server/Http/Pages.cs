using System.Text.Json;

namespace Capsule.Server.Http;

/// <summary>Pages of lists.</summary>
internal static class Pages
{
    /// <summary>Writes a page, and where the next one begins: <c>next</c> is null on the last page.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="name">What the items are called.</param>
    /// <param name="items">The items, one more than the page has where there is another page.</param>
    /// <param name="limit">How many the page has at most.</param>
    /// <param name="write">Writes one.</param>
    /// <param name="cursor">Tells where the page behind an item begins.</param>
    internal static void Write<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> items, int limit, Action<T> write, Func<T, string> cursor)
    {
        json.WriteStartObject();
        json.WriteStartArray(name);
        foreach (var item in items.Take(limit))
        {
            write(item);
        }

        json.WriteEndArray();
        json.WriteString("next", items.Count > limit ? cursor(items[limit - 1]) : null);
        json.WriteEndObject();
    }
}

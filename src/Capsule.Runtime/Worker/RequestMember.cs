using System.Text.Json;
using Capsule.Options;

namespace Capsule.Runtime.Worker;

/// <summary>One member of a request.</summary>
/// <param name="Name">The member's name.</param>
/// <param name="Apply">Reads its value into the parameters.</param>
internal sealed record RequestMember<T>(string Name, Func<T, JsonElement, Outcome<T>> Apply)
{
    private const int NameShown = 100;

    /// <summary>Reads the members of a method's request.</summary>
    /// <param name="json">The request.</param>
    /// <param name="method">The method.</param>
    /// <param name="needed">The members that it cannot do without.</param>
    /// <param name="others">The other members that it takes.</param>
    /// <param name="parameters">What they are read into.</param>
    internal static Outcome<T> Read(
        JsonElement json, string method, RequestMember<T>[] needed, RequestMember<T>[] others, T parameters) =>
        Array.Find(needed, member => !json.TryGetProperty(member.Name, out var value) || value.ValueKind == JsonValueKind.Null) is { } missing
            ? Failure.Config($"\"{method}\" needs \"{missing.Name}\"")
            : Read(json, [.. needed, .. others], parameters);

    /// <summary>Reads all members of a request but <c>id</c> and <c>method</c>; a null counts as left out.</summary>
    internal static Outcome<T> Read(JsonElement json, IReadOnlyList<RequestMember<T>> members, T parameters)
    {
        foreach (var member in json.EnumerateObject())
        {
            if (member.Name is "id" or "method")
            {
                continue;
            }

            if (members.FirstOrDefault(known => known.Name == member.Name) is not { } known)
            {
                var name = member.Name.Length <= NameShown ? member.Name : member.Name[..NameShown] + "…";
                return Failure.Config($"a request has no \"{name}\"{Suggestion.For(member.Name, members.Select(known => known.Name))}");
            }

            if (member.Value.ValueKind == JsonValueKind.Null)
            {
                continue;
            }

            if (!known.Apply(parameters, member.Value).TryGet(out var changed, out var failure))
            {
                return failure;
            }

            parameters = changed;
        }

        return parameters;
    }
}

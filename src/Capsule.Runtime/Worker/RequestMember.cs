using System.Text.Json;
using Capsule.Options;

namespace Capsule.Runtime.Worker;

/// <summary>One member of a request.</summary>
/// <param name="Name">The member's name.</param>
/// <param name="Apply">Reads its value into the parameters.</param>
internal sealed record RequestMember<T>(string Name, Func<T, JsonElement, Outcome<T>> Apply)
{
    private const int NameShown = 100;

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

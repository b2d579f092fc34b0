using System.Text.Json;
using Capsule.Options;
using Capsule.Policies;

namespace Capsule.Runtime.Worker;

/// <summary>The forms that members of requests have.</summary>
internal static class RequestMembers
{
    /// <summary>A member of one kind of JSON.</summary>
    internal static RequestMember<T> Of<T>(
        string name, JsonValueKind kind, string form, Func<T, JsonElement, Outcome<T>> apply) =>
        new(name, (parameters, value) => value.ValueKind == kind
            ? apply(parameters, value)
            : Failure.Config($"\"{name}\" takes {form}"));

    /// <summary>A name or a path.</summary>
    internal static RequestMember<T> Text<T>(string name, Func<T, string, Outcome<T>> apply) =>
        AnyText<T>(name, (parameters, text) => text.Length > 0 && !text.Contains('\0', StringComparison.Ordinal)
            ? apply(parameters, text)
            : Failure.Config($"\"{name}\" takes a string that is not empty, without null characters"));

    /// <summary>A text that may be anything.</summary>
    internal static RequestMember<T> AnyText<T>(string name, Func<T, string, Outcome<T>> apply) =>
        Of<T>(name, JsonValueKind.String, "a string", (parameters, value) => apply(parameters, value.GetString()!));

    /// <summary>A language of code.</summary>
    internal static RequestMember<T> Language<T>(Func<T, GuestLanguage, T> apply) =>
        AnyText<T>("language", (parameters, word) => GuestLanguage.OfWord(word) is { } language
            ? apply(parameters, language)
            : Failure.Config("\"language\" takes \"python\", \"typescript\" or \"javascript\""));

    /// <summary>Yes or no.</summary>
    internal static RequestMember<T> Flag<T>(string name, Func<T, bool, T> apply) =>
        new(name, (parameters, value) => value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? apply(parameters, value.GetBoolean())
            : Failure.Config($"\"{name}\" takes true or false"));

    /// <summary>An array of strings.</summary>
    internal static RequestMember<T> Texts<T>(string name, string forms, Func<T, IReadOnlyList<string>, Outcome<T>> apply) =>
        Of<T>(name, JsonValueKind.Array, "an array", (parameters, list) =>
            list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
                ? apply(parameters, [.. list.EnumerateArray().Select(item => item.GetString()!)])
                : Failure.Config($"\"{name}\" takes strings: {forms}"));

    /// <summary>An object of limits, as the decorator takes them.</summary>
    /// <param name="name">The member's name.</param>
    /// <param name="get">The limits so far.</param>
    /// <param name="set">Sets them.</param>
    internal static RequestMember<T> Limits<T>(string name, Func<T, TaskLimits> get, Func<T, TaskLimits, T> set)
        where T : class => Options<T>(
            name, [.. PolicyOptions.Limits.Select(limit => limit.Name)], limit => PolicyOptions.FindLimit(limit)!.Forms,
            (parameters, limit, value) => PolicyOptions.FindLimit(limit)!.Apply(get(parameters), value) is { } changed ? set(parameters, changed) : null);

    /// <summary>An object of options, each of which may have several forms.</summary>
    /// <param name="name">The member's name.</param>
    /// <param name="names">The names of the options.</param>
    /// <param name="formsOf">The forms of one of them.</param>
    /// <param name="apply">Sets one; null when the value is none of its forms.</param>
    internal static RequestMember<T> Options<T>(
        string name, IReadOnlyList<string> names, Func<string, string> formsOf, Func<T, string, OptionValue, T?> apply)
        where T : class =>
        Of<T>(name, JsonValueKind.Object, "an object", (parameters, json) =>
        {
            foreach (var member in json.EnumerateObject())
            {
                if (!names.Contains(member.Name))
                {
                    return Failure.Config($"\"{name}\" has no \"{member.Name}\"{Suggestion.For(member.Name, names)}");
                }

                var value = OptionValues.FromJson(member.Value);
                if (value is OptionValue.None)
                {
                    continue;
                }

                if (apply(parameters, member.Name, value) is not { } changed)
                {
                    return Failure.Config($"\"{name}\": {member.Name}={value.Show()} is not valid; use {formsOf(member.Name)}");
                }

                parameters = changed;
            }

            return parameters;
        });
}

using Capsule.Options;

namespace Capsule.Programs;

/// <summary>A task as a program declares it, before anybody checked its values.</summary>
/// <param name="Name">The name; null when the declared one is no string.</param>
/// <param name="Function">The function, with its module.</param>
/// <param name="Line">Where it is, or 0.</param>
/// <param name="Options">The decorator's arguments.</param>
internal sealed record TaskDeclaration(
    string? Name, string Function, int Line, IReadOnlyDictionary<string, OptionValue> Options);

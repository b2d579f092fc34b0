using System.Text.Json;

namespace Capsule.Runtime.Tools.Schemas;

/// <summary>What a JSON schema says of a value, as far as languages have types for it.</summary>
internal abstract record SchemaType
{
    /// <summary>What nothing is known of.</summary>
    internal static readonly SchemaType Anything = new Plain(SchemaKind.Anything);

    /// <summary>A value without parts.</summary>
    internal sealed record Plain(SchemaKind Kind) : SchemaType;

    /// <summary>One of some values: strings, numbers, booleans, null.</summary>
    internal sealed record Choice(IReadOnlyList<JsonElement> Values) : SchemaType;

    /// <summary>A list.</summary>
    internal sealed record Sequence(SchemaType Item) : SchemaType;

    /// <summary>An object whose members may have any names.</summary>
    internal sealed record Map(SchemaType Value) : SchemaType;

    /// <summary>An object with known members.</summary>
    internal sealed record Members(IReadOnlyList<SchemaMember> All, bool HasOthers) : SchemaType;

    /// <summary>Any of several.</summary>
    internal sealed record Union(IReadOnlyList<SchemaType> Parts) : SchemaType;
}

namespace Capsule.Runtime.Tools.Schemas;

/// <summary>A member of an object.</summary>
/// <param name="Name">Its name, a stranger's text.</param>
/// <param name="Type">Its type.</param>
/// <param name="IsRequired">Whether it must be there.</param>
/// <param name="Description">What it is, cleaned; empty for nothing.</param>
internal sealed record SchemaMember(string Name, SchemaType Type, bool IsRequired, string Description);

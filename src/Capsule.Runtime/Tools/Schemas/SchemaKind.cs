namespace Capsule.Runtime.Tools.Schemas;

/// <summary>A kind of value without parts.</summary>
internal enum SchemaKind
{
    Anything,
    Text,
    Integer,
    Number,
    Boolean,
    Null,
}

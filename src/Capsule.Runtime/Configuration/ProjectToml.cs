using Tomlyn.Model;
using Tomlyn.Serialization;

namespace Capsule.Runtime.Configuration;

/// <summary>Reads TOML without reflection.</summary>
[TomlSerializable(typeof(TomlTable))]
internal sealed partial class ProjectToml : TomlSerializerContext;

using System.Text.Json.Serialization;

namespace Capsule.Journal.Sqlite;

/// <summary>What is stored as JSON by the journal itself.</summary>
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class JournalJson : JsonSerializerContext;

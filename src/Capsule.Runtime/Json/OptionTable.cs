using System.Text.Json;
using Capsule.Options;

namespace Capsule.Runtime.Json;

/// <summary>Reads and writes tables of options as JSON objects.</summary>
internal static class OptionTable
{
    /// <summary>Reads one value; null when it is no object.</summary>
    internal static OptionValue.Table? Read(ref Utf8JsonReader reader) =>
        OptionValues.FromJson(JsonElement.ParseValue(ref reader)) as OptionValue.Table;

    internal static void Write(Utf8JsonWriter writer, OptionValue.Table table) => OptionValues.ToJson(table)!.WriteTo(writer);
}

using System.Text.Json;
using System.Text.Json.Serialization;
using Capsule.Policies;

namespace Capsule.Runtime.Json;

/// <summary>Policies in files: an object of options, each as a task would declare it. Threat: a file from elsewhere.</summary>
internal sealed class PolicyConverter : JsonConverter<TaskPolicy>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override TaskPolicy Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        OptionTable.Read(ref reader) is { } written && PolicyOptions.Read(written) is { } policy
            ? policy
            : throw new JsonException("a policy has an option that tasks cannot have, or a value that is not possible");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TaskPolicy value, JsonSerializerOptions options) =>
        OptionTable.Write(writer, PolicyOptions.Write(value));
}

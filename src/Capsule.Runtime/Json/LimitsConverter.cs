using System.Text.Json;
using System.Text.Json.Serialization;
using Capsule.Policies;

namespace Capsule.Runtime.Json;

/// <summary>Limits in files: an object of options, each as a task would declare it. Threat: a file from elsewhere.</summary>
internal sealed class LimitsConverter : JsonConverter<TaskLimits>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override TaskLimits Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        OptionTable.Read(ref reader) is { } written && PolicyOptions.ReadLimits(written) is { } limits
            ? limits
            : throw new JsonException("limits have a name that none has, or a value that is not possible");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TaskLimits value, JsonSerializerOptions options) =>
        OptionTable.Write(writer, PolicyOptions.Write(value));
}

using System.Text.Json;
using Capsule.Options;
using Capsule.Policies;
using Capsule.Programs;

namespace Capsule.Server.Programs;

/// <summary>What clients are told of a program's tasks.</summary>
internal static class ProgramTasks
{
    /// <summary>Tasks and their policies, as the decorator has them.</summary>
    internal static string ToJson(ProgramManifest manifest)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, EnvelopeJson.Options))
        {
            json.WriteStartArray();
            foreach (var task in manifest.Tasks)
            {
                json.WriteStartObject();
                json.WriteString("name", task.Name);
                json.WriteBoolean("entry", task.Name == manifest.Entry);
                json.WriteNumber("line", task.Line);
                json.WritePropertyName("policy");
                OptionValues.ToJson(PolicyOptions.Write(task.Policy))!.WriteTo(json);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return System.Text.Encoding.UTF8.GetString(stream.GetBuffer().AsSpan(..(int)stream.Length));
    }
}

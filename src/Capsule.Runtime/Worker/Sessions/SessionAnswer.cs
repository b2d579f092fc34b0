using System.Text.Json;

namespace Capsule.Runtime.Worker.Sessions;

/// <summary>What a request about a session is answered with, when it did not fail.</summary>
/// <param name="Result">The envelope's result.</param>
internal sealed record SessionAnswer(JsonElement Result)
{
    /// <summary>How a cell ended, where one was run.</summary>
    internal SessionResult? Cell { get; init; }

    /// <summary>An answer that says no more than that it was done.</summary>
    internal static SessionAnswer Done { get; } = Of(true);

    internal static SessionAnswer Of(bool value) => new(JsonElement.Parse(value ? "true" : "false"));

    internal static SessionAnswer Of(string name, string value) => Write(writer => writer.WriteString(name, value));

    internal static SessionAnswer Of(string name, long value) => Write(writer => writer.WriteNumber(name, value));

    internal static SessionAnswer Of(SessionResult cell) => new(cell.Value?.Json ?? JsonElement.Parse("null")) { Cell = cell };

    /// <summary>An object with the members that are written.</summary>
    internal static SessionAnswer Write(Action<Utf8JsonWriter> writeMembers)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writeMembers(writer);
            writer.WriteEndObject();
        }

        return new SessionAnswer(JsonElement.Parse(buffer.ToArray()));
    }
}

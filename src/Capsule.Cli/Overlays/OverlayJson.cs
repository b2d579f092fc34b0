using System.Text;
using System.Text.Json;
using Capsule.Cli.Display;
using Capsule.Runtime;

namespace Capsule.Cli.Overlays;

/// <summary>Overlays and their changes as JSON (docs/reference/overlays.md).</summary>
internal static class OverlayJson
{
    internal static void Print(Terminal terminal, IEnumerable<FolderOverlay> overlays) => Print(terminal, json =>
    {
        foreach (var overlay in overlays)
        {
            json.WriteStartObject();
            json.WriteString("id", overlay.Id);
            json.WriteString("folder", overlay.HostPath);
            json.WriteString("created", overlay.Created);
            json.WriteEndObject();
        }
    });

    internal static void Print(Terminal terminal, IEnumerable<FolderChange> changes) => Print(terminal, json =>
    {
        foreach (var change in changes)
        {
            json.WriteStartObject();
            json.WriteString("path", change.Path);
            json.WriteString("change", Word(change.Kind));
            json.WriteString("type", Word(change.Type));
            if (change.Size is { } size)
            {
                json.WriteNumber("size", size);
            }

            if (change.Conflict is { } conflict)
            {
                json.WriteString("conflict", conflict);
            }

            json.WriteEndObject();
        }
    });

    /// <summary>A kind or a type, as JSON and lists write it.</summary>
    internal static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static void Print(Terminal terminal, Action<Utf8JsonWriter> writeItems)
    {
        using (var json = new Utf8JsonWriter(terminal.Data, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartArray();
            writeItems(json);
            json.WriteEndArray();
        }

        terminal.Data.Write(Encoding.UTF8.GetBytes("\n"));
    }
}

using System.Text.Json;

namespace Capsule.Runtime.Worker.Sessions;

/// <summary>Writes how a cell ended, and what it shows.</summary>
internal static class CellMessages
{
    /// <summary>The name of a channel.</summary>
    internal static string NameOf(OutputChannel channel) => channel == OutputChannel.Error ? "stderr" : "stdout";

    /// <summary>Writes what the envelope of a cell does not have.</summary>
    internal static void Write(Utf8JsonWriter writer, SessionResult cell)
    {
        writer.WriteStartObject("cell");
        writer.WriteNumber("number", cell.Number);
        if (cell.Value is { } value)
        {
            writer.WriteString("repr", value.Repr);
            WriteData(writer, value.Data);
        }

        writer.WriteStartArray("output");
        foreach (var part in cell.Output)
        {
            writer.WriteStartObject();
            WriteParts(writer, part);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteBoolean("output_was_cut", cell.OutputWasCut);
        writer.WriteBoolean("state_was_kept", cell.IsStateKept);
        WriteFiles(writer, cell);
        if (cell.ExitCode is { } code)
        {
            writer.WriteNumber("exit_code", code);
        }

        if (cell.Hint is { } hint)
        {
            writer.WriteString("hint", hint);
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes one thing that a cell showed: a text with its stream, or the representations of a value.</summary>
    internal static void WriteParts(Utf8JsonWriter writer, SessionOutput part)
    {
        switch (part)
        {
            case SessionOutput.Text text:
                writer.WriteString("stream", NameOf(text.Channel));
                writer.WriteString("text", text.Content);
                break;
            case SessionOutput.Display display:
                WriteData(writer, display.Data);
                break;
        }
    }

    private static void WriteFiles(Utf8JsonWriter writer, SessionResult cell)
    {
        writer.WriteStartArray("files");
        foreach (var file in cell.Files)
        {
            writer.WriteStartObject();
            writer.WriteString("path", file.Path);
            writer.WriteNumber("size", file.Size);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteNumber("files_omitted", cell.OmittedFiles);
    }

    private static void WriteData(Utf8JsonWriter writer, MimeBundle bundle)
    {
        writer.WriteStartObject("data");
        foreach (var (type, value) in bundle.Data)
        {
            writer.WritePropertyName(type);
            value.WriteTo(writer);
        }

        writer.WriteEndObject();
    }
}

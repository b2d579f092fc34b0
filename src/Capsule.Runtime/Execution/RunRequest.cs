using System.Buffers;
using System.Text.Json;
using Capsule.Runtime.HostApi;

namespace Capsule.Runtime.Execution;

/// <summary>Asks to run a task: <c>{"module", "task", "args", "kwargs", "argv", "words", "env"}</c>.</summary>
internal sealed record RunRequest(string Module, string Task)
{
    internal required TaskCall Call { get; init; }

    /// <summary>The arguments, where they are not those of <see cref="Call"/>.</summary>
    internal RawArguments? Arguments { get; init; }

    internal required IReadOnlyList<string> Argv { get; init; }

    /// <summary>Whether the arguments are words of a command line, which are read as what the task's parameters are annotated with.</summary>
    internal bool AreWords { get; init; }

    internal required IReadOnlyDictionary<string, string> Env { get; init; }

    internal ReadOnlyMemory<byte> ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>((Arguments is { } raw ? raw.Args.Length + raw.Kwargs.Length : 0) + 512);
        using (var writer = new Utf8JsonWriter(buffer, HostMessage.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("module"u8, Module);
            writer.WriteString("task"u8, Task);
            WriteArguments(writer);
            writer.WriteStartArray("argv"u8);
            foreach (var argument in Argv)
            {
                writer.WriteStringValue(argument);
            }

            writer.WriteEndArray();
            writer.WriteBoolean("words"u8, AreWords);
            writer.WriteStartObject("env"u8);
            foreach (var (name, value) in Env)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private void WriteArguments(Utf8JsonWriter writer)
    {
        writer.WritePropertyName("args"u8);
        if (Arguments is { } raw)
        {
            writer.WriteRawValue(raw.Args.Span, skipInputValidation: true);
            writer.WritePropertyName("kwargs"u8);
            writer.WriteRawValue(raw.Kwargs.Span, skipInputValidation: true);
            return;
        }

        writer.WriteStartArray();
        foreach (var argument in Call.Args)
        {
            argument.WriteTo(writer);
        }

        writer.WriteEndArray();
        writer.WriteStartObject("kwargs"u8);
        foreach (var (name, value) in Call.Kwargs)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }

        writer.WriteEndObject();
    }
}

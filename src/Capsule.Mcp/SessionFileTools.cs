using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Capsule.Runtime;
using Capsule.Runtime.Answers;
using ModelContextProtocol.Protocol;

namespace Capsule.Mcp;

/// <summary>The tools for the files of sessions.</summary>
/// <param name="find">Finds the session that a call names.</param>
/// <param name="most">How long an answer may be.</param>
internal sealed class SessionFileTools(Func<McpCall, CapsuleSession> find, int most)
{
    private const int MaxFileBytes = 16 << 20;

    internal IEnumerable<McpTool> All() =>
    [
        new("session_write_file", "Writes a file into a session's workspace, over one that is there.",
            McpSchemas.WriteFile, McpSchemas.Session, WriteAsync)
        {
            Title = "Write a file of a session",
            Effects = ToolEffects.Replaces,
        },
        new("session_read_file",
            "Reads a file of a session: text in parts, from offset on, and images as images. Of a large file, let a cell find what you need.",
            McpSchemas.ReadFile, McpSchemas.FileContents, ReadAsync)
        {
            Title = "Read a file of a session",
            Effects = ToolEffects.Reads,
        },
        new("session_list_files", "Lists the files of a session's workspace, or of a folder in it.", McpSchemas.ListFiles, McpSchemas.Files, ListAsync)
        {
            Title = "List the files of a session",
            Effects = ToolEffects.Reads,
        },
    ];

    /// <summary>Keeps what an answer leaves out as files of the session, which count as its own.</summary>
    /// <param name="session">The session.</param>
    /// <param name="number">The cell's number.</param>
    /// <param name="report">What it did.</param>
    /// <param name="ofOutput">Whether to keep its output.</param>
    /// <param name="ofValue">Whether to keep its value.</param>
    internal static async Task<RestFiles> KeepAsync(CapsuleSession session, int number, CodeReport report, bool ofOutput, bool ofValue)
    {
        return new RestFiles(
            ofOutput ? await KeepAsync($"/tmp/cell-{number}-output.txt", report.Output.Text).ConfigureAwait(false) : null,
            ofValue ? await KeepAsync($"/tmp/cell-{number}-result.{(report.Value is { ValueKind: not JsonValueKind.String } ? "json" : "txt")}", report.ValueText)
                .ConfigureAwait(false) : null);

        // The call has ended: cancelling it now would lose what it did.
        async Task<string?> KeepAsync(string path, string text) =>
            (await session.TryWriteFileAsync(path, Encoding.UTF8.GetBytes(text), CancellationToken.None).ConfigureAwait(false)).TryGet(out _, out _) ? path : null;
    }

    private async Task<CallToolResult> WriteAsync(McpCall call, CancellationToken cancellationToken)
    {
        var session = find(call);
        var written = await session.TryWriteFileAsync(call.Text("path"), Contents(call), cancellationToken).ConfigureAwait(false);
        return written.TryGet(out _, out var failure) ? SessionTools.Named(session.Id) : McpAnswer.Of(failure);
    }

    private async Task<CallToolResult> ReadAsync(McpCall call, CancellationToken cancellationToken)
    {
        var offset = call.Number("offset");
        var read = await find(call).TryReadFileAsync(call.Text("path"), MaxFileBytes, cancellationToken).ConfigureAwait(false);
        if (!read.TryGet(out var bytes, out var failure))
        {
            return McpAnswer.Of(failure);
        }

        var picture = new CellImages();
        return CellImages.TypeOf(bytes) is { } type && picture.TryAdd(bytes, type) ? Show(bytes.Length, type, picture)
            : Utf8.IsValid(bytes) ? Part(Encoding.UTF8.GetString(bytes), offset)
            : Part(bytes, offset);
    }

    private static CallToolResult Show(int size, string type, CellImages picture)
    {
        var shown = McpAnswer.Of(isError: false, writer =>
        {
            writer.WriteString("type", type);
            writer.WriteNumber("size", size);
        });
        shown.Content = [.. shown.Content, .. picture.Blocks];
        return shown;
    }

    private CallToolResult Part(string text, int offset)
    {
        var start = Math.Min(offset, text.Length);
        start -= start > 0 && start < text.Length && char.IsLowSurrogate(text[start]) ? 1 : 0;
        var part = Excerpt.Head(text[start..], most - AnswerBudget.Framing);
        return McpAnswer.Of(
            isError: false,
            writer =>
            {
                writer.WriteString("text", part);
                WriteEnd(writer, text.Length, start, start + part.Length);
            },
            start + part.Length < text.Length
                ? $"{part}\n… [characters {start} to {start + part.Length} of {text.Length}: read on with offset={start + part.Length}]"
                : part);
    }

    private CallToolResult Part(byte[] bytes, int offset)
    {
        var start = Math.Min(offset, bytes.Length);
        var length = Math.Min(bytes.Length - start, (most - AnswerBudget.Framing) / 4 * 3);
        return McpAnswer.Of(isError: false, writer =>
        {
            writer.WriteBase64String("base64", bytes.AsSpan(start, length));
            WriteEnd(writer, bytes.Length, start, start + length);
        });
    }

    private static void WriteEnd(Utf8JsonWriter writer, int size, int start, int end)
    {
        writer.WriteNumber("size", size);
        writer.WriteNumber("offset", start);
        if (end < size)
        {
            writer.WriteNumber("next_offset", end);
        }
    }

    private async Task<CallToolResult> ListAsync(McpCall call, CancellationToken cancellationToken)
    {
        var listed = await find(call).TryListFilesAsync(call.OptionalText("folder") ?? ".", cancellationToken).ConfigureAwait(false);
        return !listed.TryGet(out var files, out var failure) ? McpAnswer.Of(failure) : McpAnswer.Of(isError: false, writer =>
        {
            var (left, told) = (most - AnswerBudget.Framing, 0);
            writer.WriteStartArray("files");
            foreach (var file in files)
            {
                left -= Excerpt.SizeOf(file.Path) + 60;
                if (left < 0)
                {
                    break;
                }

                told++;
                writer.WriteStartObject();
                writer.WriteString("path", file.Path);
                writer.WriteNumber("size", file.Size);
                writer.WriteBoolean("is_folder", file.IsFolder);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteNumber("left_out", files.Length - told);
        });
    }

    private static byte[] Contents(McpCall call)
    {
        if (call.Find("base64") is { } given)
        {
            return given.ValueKind == JsonValueKind.String && given.TryGetBytesFromBase64(out var bytes)
                ? bytes
                : throw McpCall.Invalid("the argument 'base64' takes bytes in base64");
        }

        return Encoding.UTF8.GetBytes(call.Text("text"));
    }
}

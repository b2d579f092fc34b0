using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Capsule.Runtime;
using Capsule.Runtime.Answers;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Capsule.Mcp.Connections;

/// <summary>
/// Asks the client's user before code calls a tool that may change something, where the operator did not allow it already. A client that
/// cannot ask does not get the call.
/// </summary>
/// <param name="allowed">Names of tools that need no question; <c>*</c> at the end stands for any rest.</param>
internal sealed class ToolApproval(IReadOnlyList<string> allowed)
{
    private const string Remember = "remember";
    private const string Accept = "accept";

    /// <summary>How much of the arguments a question shows.</summary>
    private const int MaxShown = 1_000;

    private readonly ConcurrentDictionary<string, byte> remembered = new(StringComparer.Ordinal);

    /// <summary>Gets or sets the server whose client is asked; set when it begins to serve.</summary>
    internal McpServer? Server { get; set; }

    /// <summary>Whether a tool is called without a question.</summary>
    internal bool Allows(string tool) =>
        allowed.Any(name => name.EndsWith('*') ? tool.StartsWith(name[..^1], StringComparison.Ordinal) : tool == name);

    /// <summary>Asks.</summary>
    /// <exception cref="ToolException">The client cannot ask.</exception>
    internal async ValueTask<bool> AskAsync(ToolCall call, CancellationToken cancellationToken)
    {
        if (remembered.ContainsKey(call.Tool))
        {
            return true;
        }

        if (Server is not { ClientCapabilities.Elicitation: not null } server)
        {
            throw new ToolException(
                "it may change something and needs the user's approval, which cannot be asked for here");
        }

        var question = new ElicitRequestParams
        {
            Message = $"Code in a sandbox calls {call.Tool} with {Excerpt.Of(Show(call), MaxShown).Text}. Allow it?",
            RequestedSchema = new ElicitRequestParams.RequestSchema
            {
                Properties =
                {
                    [Remember] = new ElicitRequestParams.BooleanSchema { Title = $"Allow all calls of {call.Tool} until the server ends", Default = false },
                },
            },
        };
        try
        {
            var answer = await server.ElicitAsync(question, cancellationToken).ConfigureAwait(false);
            if (answer.Action == Accept && answer.Content?.TryGetValue(Remember, out var all) == true && all.ValueKind == JsonValueKind.True)
            {
                remembered.TryAdd(call.Tool, 0);
            }

            return answer.Action == Accept;
        }
        catch (McpException)
        {
            return false;
        }
    }

    /// <summary>
    /// The arguments. Threat: code that writes the question itself, with line breaks or with characters that change the direction of a text.
    /// So all but plain letters are escaped.
    /// </summary>
    private static string Show(ToolCall call)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in call.Arguments)
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}

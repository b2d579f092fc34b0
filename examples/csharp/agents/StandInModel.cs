using Microsoft.Extensions.AI;

namespace Capsule.Examples.Agents;

/// <summary>
/// Stands in for a language model, so that the example needs no key: it asks for one piece of code for each question, and answers with what
/// came of it. Put any <see cref="IChatClient"/> in its place, such as OpenAI's or Ollama's.
/// </summary>
public sealed class StandInModel(params string[] codes) : IChatClient
{
    private int asked;

    /// <inheritdoc/>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var last = messages.Last().Contents.OfType<FunctionResultContent>().LastOrDefault();
        AIContent answer = last is not null
            ? new TextContent($"{last.Result}")
            : new FunctionCallContent($"call-{asked}", options!.Tools![0].Name, new Dictionary<string, object?> { ["code"] = codes[asked++] });
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [answer])));
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("the example does not stream");

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("stand-in") : serviceType.IsInstanceOfType(this) ? this : null;

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}

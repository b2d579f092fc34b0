using System.Text.Json;
using Capsule.Runtime;

namespace Capsule.Extensions.AI;

/// <summary>Code that runs in a session.</summary>
internal sealed class SessionCode(CapsuleSession session, int maxAnswerLength)
{
    internal async Task<JsonElement> RunAsync(string code, CancellationToken cancellationToken)
    {
        var done = await session.RunAsync(code, cancellationToken: cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        var output = string.Concat(done.Output.OfType<SessionOutput.Text>().Select(text => text.Content));
        var value = done.Value?.Json ?? (done.Value is { } shown ? JsonElement.Parse(Quote(shown.Repr)) : null);
        return CodeAnswer.Of(value, done.Failure, output, done.OutputWasCut, maxAnswerLength);
    }

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}

using System.Text.Json;
using Capsule.Runtime;
using Capsule.Runtime.Execution;

namespace Capsule.Extensions.AI;

/// <summary>Code that runs in a sandbox of its own.</summary>
internal sealed class OneShotCode(CapsuleRuntime runtime, RunOptions options, GuestLanguage? language, int maxAnswerLength)
{
    internal async Task<JsonElement> RunAsync(string code, CancellationToken cancellationToken)
    {
        var done = await runtime.ExecuteAsync(
            code, null, options with { Reader = DenialReader.Model }, language, cancellationToken: cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        var output = done.Errors.Length == 0 ? done.Output : $"{done.Output}\n[stderr]\n{done.Errors}";
        return CodeAnswer.Of(done.Envelope.Result, done.Envelope.Error, output, done.OutputWasCut, maxAnswerLength);
    }
}

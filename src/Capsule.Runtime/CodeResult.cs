
namespace Capsule.Runtime;

/// <summary>What came of code that was executed.</summary>
/// <param name="Envelope">The value of its last expression, or why there is none.</param>
/// <param name="Output">What it printed.</param>
/// <param name="Errors">What it printed to standard error.</param>
/// <param name="OutputWasCut">Whether it printed more than is kept.</param>
public sealed record CodeResult(Envelope Envelope, string Output, string Errors, bool OutputWasCut);

using Capsule.Runtime.Execution;

namespace Capsule.Runtime.Programs;

/// <summary>Who is told what a program's modules do while they are loaded.</summary>
/// <param name="Print">Takes what they print.</param>
/// <param name="Charge">Receives the compute that loading took, whatever came of it; null for nobody.</param>
internal readonly record struct LoadSinks(PrintSink Print, Action<long>? Charge)
{
    /// <summary>Those of a run, for one of its programs.</summary>
    internal static LoadSinks Of(RunOptions options, string program) => new(
        (channel, bytes) => options.Observer.OnOutput(TaskReference.Entry(program), channel, bytes), options.Charge);
}

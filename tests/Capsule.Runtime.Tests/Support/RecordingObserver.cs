using System.Text;
using Capsule.Errors;

namespace Capsule.Runtime.Tests.Support;

/// <summary>Keeps what happens in a run.</summary>
internal sealed class RecordingObserver : IRunObserver
{
    private readonly MemoryStream output = new();
    private readonly MemoryStream error = new();
    private readonly Lock gate = new();

    internal List<string> Events { get; } = [];

    internal string Output => Encoding.UTF8.GetString(output.ToArray());

    internal string Error => Encoding.UTF8.GetString(error.ToArray());

    public void OnTaskStarted(TaskReference task, int attempt) => Add($"start {task.Name} {attempt}");

    public void OnOutput(TaskReference task, OutputChannel channel, ReadOnlySpan<byte> bytes)
    {
        lock (gate)
        {
            (channel == OutputChannel.Output ? output : error).Write(bytes);
        }
    }

    public void OnRetry(TaskReference task, int attempt, Failure failure) => Add($"retry {task.Name} {attempt} {failure.Type.ToName()}");

    public void OnTaskEnded(TaskReference task, Envelope envelope) =>
        Add($"end {envelope.Execution.TaskName} {envelope.Error?.Type.ToName() ?? "success"}");

    private void Add(string line)
    {
        lock (gate)
        {
            Events.Add(line);
        }
    }
}

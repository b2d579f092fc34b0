using System.Diagnostics;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Capsule.Runtime;
using Capsule.Runtime.Worker;

namespace Capsule.Benchmarks.Measurements;

/// <summary>Tasks that sleep, asked of a worker all at once: how much longer all take than one.</summary>
internal sealed class SleepingTasks : IMeasurement
{
    private const int Seconds = 12;
    private static readonly int[] Counts = [100, 1000];

    public string Name => "sleeping";

    public string Description => $"tasks that sleep {Seconds} s, through a worker";

    public async Task RunAsync(TextWriter report)
    {
        await using var runtime = await CapsuleRuntime.CreateAsync();
        await MeasureAsync(runtime, count: 20, seconds: 0); // loads the program
        foreach (var count in Counts)
        {
            var time = await MeasureAsync(runtime, count, Seconds);
            await report.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{count} tasks: {time.TotalSeconds:0.0} s, {time.TotalSeconds / Seconds:0.00} of a sleep"));
        }
    }

    private static async Task<TimeSpan> MeasureAsync(CapsuleRuntime runtime, int count, int seconds)
    {
        var (input, output) = (new Pipe(), new Pipe());
        var serving = WorkerServer.ServeAsync(runtime, input.Reader.AsStream(), output.Writer.AsStream(), new WorkerOptions());
        using var answers = new StreamReader(output.Reader.AsStream());
        await answers.ReadLineAsync();
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            var request = string.Create(CultureInfo.InvariantCulture,
                $$"""{"id": {{i}}, "method": "run", "source": "import time\ndef main(s): time.sleep(s)", "args": [{{seconds}}]}""");
            await input.Writer.WriteAsync(Encoding.UTF8.GetBytes(request + "\n"));
        }

        for (var i = 0; i < count; i++)
        {
            var answer = await answers.ReadLineAsync();
            if (answer?.Contains("\"success\":true", StringComparison.Ordinal) != true)
            {
                throw new InvalidOperationException(answer);
            }
        }

        var time = Stopwatch.GetElapsedTime(start);
        await input.Writer.CompleteAsync();
        await serving;
        return time;
    }
}

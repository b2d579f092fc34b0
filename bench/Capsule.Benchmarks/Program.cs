using BenchmarkDotNet.Running;
using Capsule.Benchmarks.Durable;
using Capsule.Benchmarks.Measurements;
using Capsule.Benchmarks.Micro;

// Distributions, throughput and memory are measured by programs of our own: BenchmarkDotNet gives means of many
// operations, and none of these is one. What it fits is in Micro.
IMeasurement[] all =
[
    new ColdStart(), new Throughput(), new LiveMemory(), new PageFaults(), new MeteringCost(), new Preparation(),
    new ArtifactSizes(), new GrantedFolders(), new Subtasks(), new JournalingCost(), new JournalComparison(), new HostCalls(), new ResumeTime(),
    new WaitingRuns(), new SleepingTasks(), new LibraryStart(), new Languages(), new SessionSizes(),
];

if (args is ["micro", ..])
{
    BenchmarkRunner.Run<ProgramBenchmarks>(args: args[1..]);
    return 0;
}

var chosen = args is ["all"] ? all : [.. all.Where(measurement => args.Contains(measurement.Name))];
if (chosen.Length == 0 || (args is not ["all"] && chosen.Length != args.Length))
{
    Console.Error.WriteLine("usage: Capsule.Benchmarks all | micro | NAME…");
    foreach (var measurement in all)
    {
        Console.Error.WriteLine($"  {measurement.Name,-12} {measurement.Description}");
    }

    return 2;
}

foreach (var measurement in chosen)
{
    Console.WriteLine($"## {measurement.Name}: {measurement.Description}");
    await measurement.RunAsync(Console.Out);
    Console.WriteLine();
}

return 0;

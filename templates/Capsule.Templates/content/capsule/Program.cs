using Capsule;
using Capsule.Runtime;

// One runtime serves the whole process. The first one on a machine prepares Python for its processor, which takes some seconds.
await using var capsule = await CapsuleRuntime.CreateAsync();
var program = Path.Combine(AppContext.BaseDirectory, "analyze.py");
Envelope<Report> report = await capsule.RunAsync<Report>(program, new { text = args.Length > 0 ? args[0] : "the quick brown fox" });

// Whatever the task does, nothing throws here: a limit that it reached and an exception that it raised are errors of the envelope.
Console.WriteLine(report.Success ? report.GetResult() : $"{report.Error!.Type}: {report.Error.Message}");

internal sealed record Report(int WordCount, string Longest);

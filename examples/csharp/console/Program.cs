using Capsule;
using Capsule.Runtime;

await using var capsule = await CapsuleRuntime.CreateAsync();
var program = ProgramReference.File(Path.Combine(AppContext.BaseDirectory, "analyze.py"));

// A result of a type, and what a failure looks like.
var report = await capsule.RunAsync<Report>(program, new { text = "the quick brown fox" });
Console.WriteLine(report.GetResult());
Envelope<Report> failed = await capsule.RunAsync<Report>(program, new { text = "" });
Console.WriteLine($"{failed.Error?.Type}: {failed.Error?.Exception}");

// What happens meanwhile.
await foreach (var happened in capsule.StreamAsync(program, new { text = "jumps over" }))
{
    Console.WriteLine(happened switch
    {
        TaskEvent.Output output => $"it prints {output.Text.TrimEnd()}",
        TaskEvent.RunEnded ended => $"it gives {ended.Envelope.Result}",
        _ => happened.GetType().Name,
    });
}

internal sealed record Report(int WordCount, string Longest);

using Capsule.Runtime;

namespace Capsule.Journal.Postgres.Tests.Runs;

/// <summary>A process that executes a run under a key, as one of many instances of a service would.</summary>
internal static class WorkflowProcess
{
    private const string Workflow = """
        from capsule import task, wait_for_signal
        import random

        @task
        def step(n):
            return [n, random.random()]

        @task(name="main")
        async def main():
            first = step(1).unwrap()
            return [first, random.random(), await wait_for_signal("go")]
        """;

    /// <summary>Prints the run's id when it has it, and what it ended with.</summary>
    internal static async Task RunAsync(PostgresJournal journal, string key)
    {
        await using var capsule = await CapsuleRuntime.CreateAsync(new CapsuleOptions { CacheDirectory = Checkout.Cache, Journal = journal });
        var options = new RunOptions { Journaling = new RunJournaling { Program = "flow.py", IdempotencyKey = key } };
        while (true)
        {
            try
            {
                var run = await capsule.StartRunAsync(ProgramReference.Source(Workflow), options: options);
                Console.WriteLine(run.Id);
                var envelope = await run.GetResultAsync();
                Console.WriteLine(envelope.Error is { } error ? error.Type.ToString() : envelope.Result.GetRawText());
                return;
            }
            catch (CapsuleException e) when (e.Message.Contains("another process", StringComparison.Ordinal))
            {
                await Task.Delay(50);
            }
        }
    }
}

using Capsule.Journal.InMemory;
using Capsule.Journaling;
using Capsule.Tests.Journaling;

namespace Capsule.Journal.Tests.InMemory;

public sealed class MemoryBoundsTests
{
    [Fact]
    public async Task Ended_runs_are_forgotten_when_there_are_too_many()
    {
        await using var journal = new MemoryJournal(new() { MaxRuns = 2 });
        var first = await journal.StartAsync();
        var second = await journal.StartAsync();
        Assert.Contains("none of which has ended", await journal.CreateRunAsync(Samples.Start()).FailsAsync(), StringComparison.Ordinal);
        await journal.MustWriteAsync(Samples.End(first));
        var third = await journal.StartAsync();
        Assert.Equal([third, second], (await journal.RunsAsync(new RunQuery()).Value()).Select(run => run.Id));
    }

    [Fact]
    public async Task A_full_journal_forgets_ended_runs_and_then_refuses_writes()
    {
        await using var journal = new MemoryJournal(new() { MaxBytes = 10_000 });
        var ended = await journal.StartAsync();
        await journal.MustWriteAsync(Samples.Append(ended, 0, new string('x', 6000)), Samples.End(ended));
        var run = await journal.StartAsync();
        await journal.MustWriteAsync(Samples.Append(run, 0, new string('x', 6000)));
        Assert.Single(await journal.RunsAsync(new RunQuery()).Value());
        var large = journal.WriteAsync(Samples.Append(run, 1, new string('x', 6000)), Durability.Batched);
        Assert.Contains("no space", await large.FailsAsync(), StringComparison.Ordinal);
        Assert.Single(await journal.AnswersAsync(run));
    }

    [Fact]
    public async Task An_answer_does_not_change_with_the_buffer_it_was_written_from()
    {
        await using var journal = new MemoryJournal();
        var run = await journal.StartAsync();
        var buffer = "before"u8.ToArray();
        await journal.MustWriteAsync(new JournalWrite.AppendEntry(Samples.Entry(run, 0) with { Payload = buffer }));
        buffer.AsSpan().Fill((byte)'x');
        Assert.Equal(["before"], await journal.AnswersAsync(run));
    }
}

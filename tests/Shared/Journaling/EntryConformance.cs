using System.Text;
using Capsule.Journaling;

namespace Capsule.Tests.Journaling;

/// <summary>What every journal does with entries, signals and logs.</summary>
public abstract class EntryConformance : JournalConformance
{
    [Theory]
    [InlineData(Durability.Durable)]
    [InlineData(Durability.Batched)]
    public async Task Entries_come_back_as_they_were_written(Durability durability)
    {
        var run = await Journal.StartAsync();
        var entries = Enumerable.Range(0, 2500).Select(i => Samples.Entry(run, i, $"answer {i}")).ToList();
        Assert.Null(await Journal.WriteAsync(durability, [.. entries.Select(entry => new JournalWrite.AppendEntry(entry))]));

        Assert.Null(await Journal.FlushAsync());
        var read = (await Journal.ReadAllAsync(run)).Value();
        Assert.Equal(entries.Select(entry => entry with { Payload = default }), read.Select(entry => entry with { Payload = default }));
        Assert.Equal(entries.Select(Text), read.Select(Text));
    }

    [Fact]
    public async Task An_empty_answer_is_an_answer()
    {
        var run = await Journal.StartAsync();
        await Journal.MustWriteAsync(Samples.Append(run, 0, string.Empty));
        Assert.Equal([string.Empty], await Journal.AnswersAsync(run));
    }

    [Fact]
    public async Task A_position_is_taken_once()
    {
        var run = await Journal.StartAsync();
        await Journal.MustWriteAsync(Samples.Append(run, 0, "first"), Samples.Append(run, 1, "second"));
        var message = await Journal.WriteAsync(Samples.Append(run, 1, "other"), Durability.Durable).FailsAsync();
        Assert.Contains("position 1 of the entry task (attempt 1)", message, StringComparison.Ordinal);
        Assert.Contains("taken", message, StringComparison.Ordinal);
        Assert.Equal(["first", "second"], await Journal.AnswersAsync(run));
    }

    [Fact]
    public async Task Positions_have_no_gaps()
    {
        var run = await Journal.StartAsync();
        await Journal.MustWriteAsync(Samples.Append(run, 0));
        var message = await Journal.WriteAsync(Samples.Append(run, 2), Durability.Durable).FailsAsync();
        Assert.Contains("position 2 of the entry task (attempt 1)", message, StringComparison.Ordinal);
        Assert.Contains("follows 0", message, StringComparison.Ordinal);
        Assert.Single(await Journal.AnswersAsync(run));
    }

    [Fact]
    public async Task Each_attempt_of_each_task_has_positions_of_its_own()
    {
        var run = await Journal.StartAsync();
        var task = TaskPath.Root.Child(0);
        await Journal.MustWriteAsync(
            Samples.Append(run, 0, "entry"),
            Samples.Append(run, 0, "subtask", task),
            new JournalWrite.AppendEntry(Samples.Entry(run, 0, "again", task) with { Attempt = 2 }));
        Assert.Equal(["entry"], await Journal.AnswersAsync(run));
        Assert.Equal(["subtask"], await Journal.AnswersAsync(run, task));
        Assert.Equal("again", Text(Assert.Single((await Journal.ReadAllAsync(run, task, attempt: 2)).Value())));
    }

    [Fact]
    public async Task Entries_are_read_from_any_position()
    {
        var run = await Journal.StartAsync();
        await Journal.MustWriteAsync(Enumerable.Range(0, 10).Select(i => Samples.Append(run, i, $"{i}")));
        var page = await Journal.EntriesAsync(run, TaskPath.Root, 1, 7).Value();
        Assert.Equal(["7", "8", "9"], page.Entries.Select(Text));
        Assert.False(page.HasMore);
        Assert.Empty((await Journal.EntriesAsync(run, TaskPath.Root, 1, 10).Value()).Entries);
    }

    [Fact]
    public async Task A_signal_is_delivered_once()
    {
        var run = await Journal.StartAsync();
        var other = await Journal.StartAsync();
        await Journal.MustWriteAsync(
            new JournalWrite.SendSignal(run, "approved", """{"by":"Zoë"}""", Samples.Noon),
            new JournalWrite.SendSignal(run, "approved", "2", Samples.Noon.AddSeconds(1)));
        Assert.Empty((await Journal.InboxAsync(other).Value()).Signals);
        var signals = (await Journal.InboxAsync(run).Value()).Signals;
        Assert.Equal(["""{"by":"Zoë"}""", "2"], signals.Select(signal => signal.Payload));
        var entry = Samples.Entry(run, 0) with { Kind = "signal", Signal = signals[0].Id };
        await Journal.MustWriteAsync(new JournalWrite.AppendEntry(entry));
        Assert.Equal(signals[1], Assert.Single((await Journal.InboxAsync(run).Value()).Signals));
        Assert.Equal(signals[0].Id, Assert.Single((await Journal.ReadAllAsync(run)).Value()).Signal);

        var again = new JournalWrite.AppendEntry(entry with { Position = 1 });
        Assert.Contains(
            "consumed", await Journal.WriteAsync(again, Durability.Durable).FailsAsync(), StringComparison.Ordinal);
        Assert.Single((await Journal.ReadAllAsync(run)).Value());
    }

    [Fact]
    public async Task A_signal_stays_when_the_entry_that_delivers_it_is_refused()
    {
        var run = await Journal.StartAsync();
        await Journal.MustWriteAsync(new JournalWrite.SendSignal(run, "go", "1", Samples.Noon));
        var signal = Assert.Single((await Journal.InboxAsync(run).Value()).Signals);
        var entry = new JournalWrite.AppendEntry(Samples.Entry(run, 5) with { Signal = signal.Id });
        Assert.Contains("position 5", await Journal.WriteAsync(entry, Durability.Durable).FailsAsync(), StringComparison.Ordinal);
        Assert.Single((await Journal.InboxAsync(run).Value()).Signals);
    }

    [Fact]
    public async Task A_run_does_not_consume_the_signal_of_another()
    {
        var run = await Journal.StartAsync();
        var other = await Journal.StartAsync();
        await Journal.MustWriteAsync(new JournalWrite.SendSignal(run, "go", "1", Samples.Noon));
        var signal = Assert.Single((await Journal.InboxAsync(run).Value()).Signals);
        var entry = new JournalWrite.AppendEntry(Samples.Entry(other, 0) with { Signal = signal.Id });
        Assert.Contains("consumed", await Journal.WriteAsync(entry, Durability.Durable).FailsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_request_to_cancel_counts()
    {
        var run = await Journal.StartAsync();
        Assert.Null((await Journal.InboxAsync(run).Value()).CancelRequested);
        await Journal.MustWriteAsync(
            new JournalWrite.RequestCancel(run, Samples.Noon), new JournalWrite.RequestCancel(run, Samples.Noon.AddDays(1)));
        Assert.Equal(Samples.Noon, (await Journal.InboxAsync(run).Value()).CancelRequested);
        Assert.Equal(Samples.Noon, (await Journal.RunAsync(run).Value()).CancelRequested);
    }

    [Fact]
    public async Task Logs_are_followed_by_their_numbers()
    {
        var run = await Journal.StartAsync();
        await Journal.MustWriteAsync(
            Samples.Log(run, "one"), Samples.Log(await Journal.StartAsync(), "of another run"), Samples.Log(run, "two"));
        var first = await Journal.LogsAsync(run, 0).Value();
        Assert.Equal(["one", "two"], first.Select(log => Encoding.UTF8.GetString(log.Bytes.Span)));
        Assert.Empty(await Journal.LogsAsync(run, first[^1].Sequence).Value());
        var error = new LogRecord
        {
            Run = run,
            Task = TaskPath.Root.Child(1),
            Channel = LogChannel.Error,
            Time = Samples.Noon.AddSeconds(3),
            Bytes = new byte[] { 0xFF, 0x00 },
        };
        await Journal.MustWriteAsync(new JournalWrite.AppendLog(error));
        var next = Assert.Single(await Journal.LogsAsync(run, first[^1].Sequence).Value());
        Assert.True(next.Sequence > first[^1].Sequence);
        Assert.Equal(error with { Sequence = next.Sequence, Bytes = next.Bytes }, next);
        Assert.Equal(error.Bytes.ToArray(), next.Bytes.ToArray());
    }

    [Fact]
    public async Task Long_logs_come_in_pieces_and_none_is_missing()
    {
        var run = await Journal.StartAsync();
        Assert.Null(await Journal.WriteAsync(Durability.Batched, [.. Enumerable.Range(0, 2500).Select(i => Samples.Log(run, $"{i}"))]));

        Assert.Null(await Journal.FlushAsync());
        var read = new List<LogRecord>();
        while (await Journal.LogsAsync(run, read.Count == 0 ? 0 : read[^1].Sequence).Value() is { Count: > 0 } piece)
        {
            Assert.True(piece.Count < 2500);
            read.AddRange(piece);
        }

        Assert.Equal(Enumerable.Range(0, 2500).Select(i => $"{i}"), read.Select(log => Encoding.UTF8.GetString(log.Bytes.Span)));
    }

    [Fact]
    public async Task Many_tasks_append_at_once()
    {
        var run = await Journal.StartAsync();
        await using var lease = await Journal.AcquireAsync(run).Value();
        await Task.WhenAll(Enumerable.Range(0, 32).Select(child => Task.Run(() => lease.MustWriteAsync(
            Enumerable.Range(0, 20).Select(i => Samples.Append(run, i, $"{child}/{i}", TaskPath.Root.Child(child)))))));
        for (var child = 0; child < 32; child++)
        {
            Assert.Equal(
                Enumerable.Range(0, 20).Select(i => $"{child}/{i}"), await Journal.AnswersAsync(run, TaskPath.Root.Child(child)));
        }
    }

    private static string Text(JournalEntry entry) => Encoding.UTF8.GetString(entry.Payload.Span);
}

using System.Diagnostics;
using Capsule.Journal.Sqlite;
using Capsule.Journal.Tests.Support;
using Capsule.Journaling;
using Capsule.Tests.Journaling;

namespace Capsule.Journal.Tests.Sqlite;

public sealed class SpaceTests : IDisposable
{
    private readonly TestJournal file = new();

    [Fact]
    public async Task A_full_journal_says_so_and_keeps_what_it_acknowledged()
    {
        await using var journal = file.Open(new() { MaxBytes = 400_000 });
        var run = await journal.StartAsync();
        await FillAsync(journal, run);
    }

    [Fact]
    public async Task A_run_whose_batched_write_was_lost_takes_no_further_ones()
    {
        await using (var journal = file.Open(new() { MaxBytes = 400_000 }))
        {
            var run = await journal.StartAsync();
            var position = 0;
            while (await journal.WriteAsync(Samples.Append(run, position, new string('x', 10_000)), Durability.Batched) is null)
            {
                Assert.True(position++ < 1_000_000);
            }

            var small = Samples.Append(run, position, "small");
            Assert.Contains("no space", await journal.FlushAsync().FailsAsync(), StringComparison.Ordinal);
            Assert.Contains("no space", await journal.WriteAsync(small, Durability.Batched).FailsAsync(), StringComparison.Ordinal);
            Assert.Contains("no space", await journal.WriteAsync(small, Durability.Durable).FailsAsync(), StringComparison.Ordinal);

            // Other runs are not concerned.
            await journal.MustWriteAsync(Samples.Log(await journal.StartAsync(), "small"));
        }

        await using var next = file.Open();
        var left = (await next.RunsAsync(new RunQuery()).Value())[^1].Id;
        await next.MustWriteAsync(Samples.Append(left, (await next.AnswersAsync(left)).Length, "goes on"));
    }

    [Fact]
    public async Task A_journal_on_a_full_disk_goes_on_when_there_is_space_again()
    {
        using var disk = new TemporaryFolder();
        using (var mount = Process.Start("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", disk.Path]))
        {
            await mount.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.SkipWhen(mount.ExitCode != 0, "this user cannot mount a small disk");
        }

        try
        {
            var ballast = disk.Write("ballast", new string('x', 500_000));
            await using var journal = SqliteJournal.TryOpen(Path.Combine(disk.Path, ".capsule")).Value();
            var run = await journal.StartAsync();
            var written = await FillAsync(journal, run);
            File.Delete(ballast);
            await journal.MustWriteAsync(Samples.Append(run, written, "goes on"));
        }
        finally
        {
            using var unmount = Process.Start("umount", [disk.Path]);
            await unmount.WaitForExitAsync(CancellationToken.None);
        }
    }

    [Fact]
    public async Task A_write_that_is_too_large_is_refused()
    {
        await using var journal = file.Open(new() { MaxBytesPerWrite = 1000 });
        var run = await journal.StartAsync();
        var large = Samples.Append(run, 0, new string('x', 1001));
        Assert.Contains("larger than the 1000", await journal.WriteAsync(large, Durability.Durable).FailsAsync(), StringComparison.Ordinal);
        await journal.MustWriteAsync(Samples.Append(run, 0));
    }

    [Fact]
    public async Task More_than_the_queue_holds_is_written_in_order()
    {
        await using var journal = file.Open(new() { QueuedBytes = 1000 });
        var run = await journal.StartAsync();
        for (var i = 0; i < 300; i++)
        {
            Assert.Null(await journal.WriteAsync(Samples.Append(run, i, $"{i}{new string('x', 400)}"), Durability.Batched));
        }

        Assert.Null(await journal.FlushAsync());
        Assert.Equal(300, (await journal.AnswersAsync(run)).Length);
    }

    [Fact]
    public async Task Pruning_makes_the_journal_smaller()
    {
        await using var journal = file.Open();
        var run = await journal.StartAsync();
        for (var i = 0; i < 200; i++)
        {
            Assert.Null(await journal.WriteAsync(Samples.Append(run, i, new string('x', 10_000)), Durability.Batched));
        }

        await journal.MustWriteAsync(Samples.End(run));
        var pruned = await journal.PruneAsync(new Retention(DateTimeOffset.MaxValue)).Value();
        Assert.Equal(1, pruned.Runs);
        Assert.True(pruned.Bytes > 1_500_000, $"{pruned.Bytes} bytes");
        Assert.True(new FileInfo(file.Database).Length < 200_000);
        Assert.Empty(Directory.GetFiles(Path.Combine(file.Path, "locks"), $"{run}*"));
    }

    [Fact]
    public async Task Nothing_of_the_folder_is_source()
    {
        await using var journal = file.Open();
        Assert.Equal("*\n", File.ReadAllText(Path.Combine(file.Path, ".gitignore")));
    }

    [Fact]
    public async Task The_folder_is_private()
    {
        await using var journal = file.Open();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(file.Path));
    }

    [Fact]
    public async Task A_journal_that_was_closed_before_its_first_write_refuses_it()
    {
        var journal = file.Open();
        await journal.DisposeAsync();
        Assert.Contains("was closed", await journal.CreateRunAsync(Samples.Start()).FailsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_queued_is_written_when_the_journal_is_closed_and_nothing_afterwards()
    {
        RunId run;
        IRunLease lease;
        var journal = file.Open();
        await using (journal)
        {
            run = await journal.StartAsync();
            lease = await journal.AcquireAsync(run).Value();
            Assert.Null(await lease.WriteAsync(Samples.Append(run, 0), Durability.Batched));
        }

        var late = lease.WriteAsync(Samples.Append(run, 1), Durability.Durable);
        Assert.Contains("was closed", await late.FailsAsync(), StringComparison.Ordinal);
        await lease.DisposeAsync();
        await journal.DisposeAsync();
        await using var next = file.Open();
        Assert.Single(await next.AnswersAsync(run));
    }

    public void Dispose() => file.Dispose();

    /// <summary>Appends until there is no space; gives the number of entries, all of which are there.</summary>
    private static async Task<int> FillAsync(SqliteJournal journal, RunId run)
    {
        for (var i = 0; ; i++)
        {
            if (await journal.WriteAsync(Samples.Append(run, i, $"{i}{new string('x', 10_000)}"), Durability.Durable) is { } failure)
            {
                Assert.Contains("no space", failure.Message, StringComparison.Ordinal);
                Assert.Equal(i, (await journal.AnswersAsync(run)).Length);
                Assert.True(i > 0);
                return i;
            }
        }
    }
}

using System.Text.Json;
using Capsule.Journal.Sqlite;
using Capsule.Journaling;
using Capsule.Runtime.Durable;
using Capsule.Runtime.Programs;
using Capsule.Runtime.Tests.Support;
using Capsule.Tests.Journaling;

namespace Capsule.Runtime.Tests.Durable;

/// <summary>A project folder with a journal, a program, and processes that begin and end.</summary>
internal sealed class DurableWorld(CapsuleRuntime runtime, string source) : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private SqliteJournal? journal;

    internal RecordingObserver Observer { get; private set; } = new();

    internal string Source { get; set; } = source;

    /// <summary>The program's file, whose ending says its language.</summary>
    internal string FileName { get; init; } = ProgramSource.DefaultFileName;

    internal ToolCollection Tools { get; init; } = [];

    internal PolicyCaps Caps { get; init; } = PolicyCaps.None;

    internal TaskLimits Overrides { get; init; } = TaskLimits.None;

    internal RunEnvironment Environment { get; init; } = RunEnvironment.Empty;

    internal SqliteJournal Journal => journal ??= Open();

    /// <summary>What a new process finds: only the files.</summary>
    internal async Task RestartAsync()
    {
        await DisposeJournalAsync();
        Observer = new();
    }

    internal async Task<Envelope> StartAsync(
        object[]? arguments = null, string? key = null, IJournal? through = null, CancellationToken? cancellationToken = null, bool durable = true)
    {
        var loaded = await LoadAsync();
        var call = new TaskCall { Args = [.. (arguments ?? []).Select(argument => JsonSerializer.SerializeToElement(argument))] };
        return await runtime.RunAsync(loaded, call, Options(through) with
        {
            Overrides = Overrides,
            Journaling = new RunJournaling { Journal = through ?? Journal, Program = "main.py", IsDurable = durable, IdempotencyKey = key },
        }, cancellationToken ?? TestContext.Current.CancellationToken);
    }

    internal async Task<Envelope> ResumeAsync(
        IJournal? through = null, bool acceptChanges = false, CancellationToken? cancellationToken = null) => await runtime.ResumeAsync(
        await LoadAsync(), await OnlyRunAsync(), Options(through), acceptChanges, cancellationToken ?? TestContext.Current.CancellationToken);

    internal async Task<Envelope> ReplayAsync(ReplayOptions? replay = null) => await runtime.ReplayAsync(
        await LoadAsync(), await OnlyRunAsync(), Options(null) with { Replay = replay }, TestContext.Current.CancellationToken);

    internal async Task<RunRecord> OnlyRunAsync() => Assert.Single((await Journal.RunsAsync(new RunQuery(), TestContext.Current.CancellationToken)).Value!);

    internal async Task SendAsync(string name, string payload = "null")
    {
        var run = await OnlyRunAsync();
        Assert.Null(await Journal.SendAsync(
            new JournalWrite.SendSignal(run.Id, name, payload, DateTimeOffset.UnixEpoch), TestContext.Current.CancellationToken));
    }

    /// <summary>Has a run in the journal that nobody started here: with right checksums, for they are no secret.</summary>
    internal async Task<RunId> ForgeAsync(Func<RunStart, RunStart> change)
    {
        var start = new RunStart
        {
            Id = RunId.Create(TimeProvider.System),
            Program = "main.py",
            ProgramHash = (await LoadAsync()).Id,
            Task = "main",
            IsDurable = true,
            Created = DateTimeOffset.UnixEpoch,
        };
        var created = (await Journal.CreateRunAsync(change(start), cancellationToken: TestContext.Current.CancellationToken)).Value!;
        await created.Lease!.DisposeAsync();
        return start.Id;
    }

    /// <summary>Writes to the journal as the owner of a run does.</summary>
    internal async Task WriteAsync(JournalWrite.ByOwner write)
    {
        await using var lease = (await Journal.AcquireAsync(write.Run, TestContext.Current.CancellationToken)).Value!;
        Assert.Null(await lease.WriteAsync(write, Durability.Durable, TestContext.Current.CancellationToken));
    }

    /// <summary>Runs the program; it must drop its sandbox while it waits. However short that is, the journal was told.</summary>
    internal async Task<Envelope> StartAndDropAsync()
    {
        var hasWaited = false;
        var watched = new FaultyJournal(
            Journal, (_, write, _) => hasWaited |= write is JournalWrite.ChangeRun { State.Status: ExecutionStatus.Waiting });
        var envelope = await StartAsync(through: watched);
        Assert.True(hasWaited, "the sandbox was kept");
        return envelope;
    }

    /// <summary>Runs the program, and tells how often the journal was written to; the world is over then.</summary>
    internal async Task<int> CountWritesAsync()
    {
        await using (this)
        {
            var count = 0;
            _ = (await StartAsync(through: new FaultyJournal(Journal, (number, _, _) => count = (int)number))).Json();
            return count;
        }
    }

    /// <summary>Runs until a write; from then on nothing reaches the journal.</summary>
    /// <param name="last">The number of the last write.</param>
    /// <param name="isAfter">Whether that one still reaches the journal.</param>
    internal async Task DieAsync(int last, bool isAfter)
    {
        using var death = new CancellationTokenSource();
        var dying = new FaultyJournal(Journal, (number, _, after) =>
        {
            if (number > last || (number == last && after == isAfter))
            {
                death.Cancel();
                throw new IOException("the process died");
            }
        });
        try
        {
            _ = await StartAsync(through: dying, cancellationToken: death.Token);
        }
        catch (IOException)
        {
            // As planned.
        }
    }

    /// <summary>Waits until the run is in the journal.</summary>
    internal Task WaitForStartAsync() => Patience.UntilAsync(
        async () => (await Journal.RunsAsync(new RunQuery(), TestContext.Current.CancellationToken)).Value!.Count == 1, "the run starts");

    /// <summary>Waits until the run has come so far, where it stays until the test does something.</summary>
    internal Task WaitForAsync(ExecutionStatus status) => Patience.UntilAsync(
        async () =>
        {
            var runs = (await Journal.RunsAsync(new RunQuery(), TestContext.Current.CancellationToken)).Value!;
            Assert.False(runs is [{ State: var state }] && state.Status != status && state.Status.IsEnd(), runs.Count > 0 ? runs[0].State.Envelope : null);
            return runs is [{ State.Status: var now }] && now == status;
        },
        $"the run is {status}");

    /// <summary>All that is in the folder, as Latin-1; nothing may have it open.</summary>
    internal string ReadFiles() => string.Concat(Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories)
        .Select(file => System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file))));

    public async ValueTask DisposeAsync()
    {
        await DisposeJournalAsync();
        folder.Dispose();
    }

    private RunOptions Options(IJournal? through) => new()
    {
        Observer = Observer,
        Environment = Environment,
        Tools = Tools,
        Caps = Caps,
        Journaling = new RunJournaling { Journal = through ?? Journal, Program = "main.py", IsDurable = true },
    };

    private async Task<LoadedProgram> LoadAsync()
    {
        var loaded = await runtime.LoadAsync(ProgramSource.FromText(Source, FileName), new RunOptions(), TestContext.Current.CancellationToken);
        return loaded.TryGet(out var program, out var failure) ? program : throw new InvalidOperationException(failure.Message);
    }

    private SqliteJournal Open() =>
        SqliteJournal.TryOpen(Path.Combine(folder.Path, ".capsule")).TryGet(out var opened, out var failure)
            ? opened
            : throw new InvalidOperationException(failure.Message);

    private async Task DisposeJournalAsync()
    {
        if (journal is not null)
        {
            await journal.DisposeAsync();
            journal = null;
        }
    }
}

using System.Text;
using Capsule.Journaling;

namespace Capsule.Tests.Journaling;

/// <summary>What is done with journals in many tests.</summary>
internal static class JournalAssertions
{
    internal static T Value<T>(this Outcome<T> outcome) =>
        outcome.TryGet(out var value, out var failure) ? value : throw new InvalidOperationException(failure.Message);

    internal static async Task<T> Value<T>(this ValueTask<Outcome<T>> outcome) => (await outcome).Value();

    internal static async Task<string> FailsAsync<T>(this ValueTask<Outcome<T>> outcome) => Message((await outcome).Failure);

    internal static async Task<string> FailsAsync(this ValueTask<Failure?> failure) => Message(await failure);

    /// <summary>Writes durably, in order; each must succeed.</summary>
    internal static async Task MustWriteAsync(this IJournal journal, params IEnumerable<JournalWrite> writes) =>
        Assert.Null(await journal.WriteAsync(Durability.Durable, [.. writes]));

    /// <summary>Writes durably, in order; each must succeed.</summary>
    internal static async Task MustWriteAsync(this IRunLease lease, params IEnumerable<JournalWrite.ByOwner> writes)
    {
        foreach (var write in writes)
        {
            Assert.Null(await lease.WriteAsync(write, Durability.Durable));
        }
    }

    /// <summary>Makes a write as whoever may: as the run's owner for as long as that takes, or as anybody.</summary>
    internal static ValueTask<Failure?> WriteAsync(this IJournal journal, JournalWrite write, Durability durability) =>
        journal.WriteAsync(durability, write);

    /// <summary>Makes writes as whoever may, until one fails.</summary>
    internal static async ValueTask<Failure?> WriteAsync(this IJournal journal, Durability durability, params IReadOnlyList<JournalWrite> writes)
    {
        var leases = new Dictionary<RunId, IRunLease>();
        try
        {
            foreach (var write in writes)
            {
                if (write is JournalWrite.ByOwner && !leases.ContainsKey(write.Run))
                {
                    if (!(await journal.AcquireAsync(write.Run)).TryGet(out var lease, out var refused))
                    {
                        return refused;
                    }

                    leases.Add(write.Run, lease);
                }

                var failure = write is JournalWrite.ByOwner owned
                    ? await leases[write.Run].WriteAsync(owned, durability)
                    : await journal.SendAsync((JournalWrite.ByAnyone)write);
                if (failure is not null)
                {
                    return failure;
                }
            }

            return null;
        }
        finally
        {
            foreach (var lease in leases.Values)
            {
                await lease.DisposeAsync();
            }
        }
    }

    /// <summary>Starts a run, and lets go of it.</summary>
    internal static async Task<RunId> StartAsync(this IJournal journal, string? key = null)
    {
        var creation = await journal.CreateRunAsync(Samples.Start(key)).Value();
        Assert.True(creation.IsNew);
        await creation.Lease!.DisposeAsync();
        return creation.Run.Id;
    }

    /// <summary>Reads all entries of an attempt.</summary>
    internal static async Task<Outcome<IReadOnlyList<JournalEntry>>> ReadAllAsync(
        this IJournalReader journal, RunId run, TaskPath task = default, int attempt = 1)
    {
        var all = new List<JournalEntry>();
        while (true)
        {
            var outcome = await journal.EntriesAsync(run, task, attempt, all.Count);
            if (!outcome.TryGet(out var page, out var failure))
            {
                return failure;
            }

            all.AddRange(page.Entries);
            if (!page.HasMore)
            {
                return all;
            }
        }
    }

    internal static async Task<string[]> AnswersAsync(this IJournalReader journal, RunId run, TaskPath task = default) =>
        [.. (await journal.ReadAllAsync(run, task)).Value().Select(entry => Encoding.UTF8.GetString(entry.Payload.Span))];

    private static string Message(Failure? failure)
    {
        Assert.NotNull(failure);
        Assert.True(failure.Type is ErrorType.JournalError or ErrorType.ConfigError or ErrorType.LeaseLost, failure.Type.ToString());
        return failure.Message;
    }
}

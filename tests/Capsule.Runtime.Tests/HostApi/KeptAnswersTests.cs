using Capsule.Guests.Abstractions;
using Capsule.Runtime.HostApi;

namespace Capsule.Runtime.Tests.HostApi;

/// <summary>Answers that a guest does not take are kept for it, and paid for by its account.</summary>
public sealed class KeptAnswersTests
{
    private const int AnswerBytes = 1 << 20;

    private readonly HostMemory memory = new(limit: 0);

    [Fact]
    public void Answers_that_do_not_fit_are_replaced_by_a_failure_until_the_others_were_taken()
    {
        using var pending = new PendingOperations(memory);
        StartAll(pending, 100);

        var taken = pending.Take();

        Assert.Equal(100, taken.Count);
        Assert.Equal(HostMemory.Allowance / (2 * AnswerBytes), 1 + taken.Count(operation => operation.Answer.Error is null));
        Assert.All(taken.Where(operation => operation.Answer.Error is not null), operation =>
            Assert.Equal(HostErrorKind.MemoryExceeded, operation.Answer.Error));
        Assert.Equal(0, memory.Used);

        StartAll(pending, 1);
        Assert.Null(Assert.Single(pending.Take()).Answer.Error);
    }

    /// <summary>They end at once, on this thread.</summary>
    private static void StartAll(PendingOperations pending, int count)
    {
        for (var i = 0; i < count; i++)
        {
            _ = pending.Start(
                WaitKind.Work, bytes: 0, _ => Task.FromResult(HostAnswer.Ok("null"u8.ToArray(), new byte[AnswerBytes])), CancellationToken.None);
        }
    }
}

using CsCheck;

namespace Capsule.Guests.Tests.FileSystem.Oracle;

/// <summary>Asks a virtual file system and Linux the same, and tells where the answers differ.</summary>
/// <param name="create">Makes the virtual file system.</param>
/// <param name="prepare">Brings Linux to the same state.</param>
internal sealed class Comparison(Func<IFiles> create, Action<IFiles> prepare)
{
    internal void Sample(Gen<Operation[]> sequences)
    {
        Assert.SkipUnless(ConfinedThread.IsPossible, "only root can confine a thread to a folder");
        sequences.Holds(
            operations =>
            {
                if (Differs(operations))
                {
                    Assert.Fail(Explain(Shortest(operations)));
                }
            },
            iter: 3_000,
            print: _ => "the shortest part that differs:");
    }

    /// <summary>Leaves out what the difference does not need, which finds more than new sequences by chance.</summary>
    private Operation[] Shortest(Operation[] operations)
    {
        for (var i = operations.Length - 1; i >= 0; i--)
        {
            Operation[] without = [.. operations[..i], .. operations[(i + 1)..]];
            operations = Differs(without) ? without : operations;
        }

        return operations;
    }

    private string Explain(Operation[] operations)
    {
        var (expected, actual) = Answers(operations);
        return string.Join('\n', operations.Select((operation, i) => expected[i] == actual[i]
            ? $"{operation.Text}: {expected[i]}"
            : $"{operation.Text}: Linux answers {expected[i]}, not {actual[i]}"));
    }

    private bool Differs(Operation[] operations)
    {
        var (expected, actual) = Answers(operations);
        return !expected.SequenceEqual(actual);
    }

    private (string[] Expected, string[] Actual) Answers(Operation[] operations)
    {
        var files = create();
        var actual = Ask(files, operations);
        (files as IDisposable)?.Dispose();
        var expected = ConfinedThread.Run(() =>
        {
            using var linux = new LinuxFiles();
            prepare(linux);
            return Ask(linux, operations);
        });
        return (expected, actual);
    }

    private static string[] Ask(IFiles files, Operation[] operations) =>
        [.. operations.Select(operation => operation.Ask(files))];
}

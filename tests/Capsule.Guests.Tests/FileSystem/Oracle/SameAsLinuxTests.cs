using Capsule.Guests.FileSystem;
using Capsule.Guests.FileSystem.Memory;
using CsCheck;

namespace Capsule.Guests.Tests.FileSystem.Oracle;

/// <summary>Linux is the specification: both are asked the same questions.</summary>
public sealed class SameAsLinuxTests
{
    [Fact]
    public void Every_sequence_of_operations_is_answered_as_Linux_does()
    {
        Assert.SkipUnless(ConfinedThread.IsPossible, "only root can confine a thread to a folder");
        OperationGen.Sequence.Sample(
            operations =>
            {
                if (Differs(operations))
                {
                    var (expected, actual) = Answers(Shortest(operations));
                    Assert.Equal(string.Join('\n', expected), string.Join('\n', actual));
                }
            },
            iter: 150_000,
            print: _ => "the shortest part that differs:");
    }

    /// <summary>Leaves out what the difference does not need: less chance than in making smaller sequences anew.</summary>
    private static Operation[] Shortest(Operation[] operations)
    {
        for (var i = operations.Length - 1; i >= 0; i--)
        {
            Operation[] without = [.. operations[..i], .. operations[(i + 1)..]];
            operations = Differs(without) ? without : operations;
        }

        return operations;
    }

    private static bool Differs(Operation[] operations)
    {
        var (expected, actual) = Answers(operations);
        return !expected.SequenceEqual(actual);
    }

    private static (string[] Expected, string[] Actual) Answers(Operation[] operations)
    {
        var actual = Ask(new VirtualFiles(NewFiles()), operations);
        var expected = ConfinedThread.Run(() =>
        {
            using var linux = new LinuxFiles();
            return Ask(linux, operations);
        });
        return (expected, actual);
    }

    private static string[] Ask(IFiles files, Operation[] operations) =>
        [.. operations.Select(operation => $"{operation.Text}: {operation.Ask(files)}")];

    private static VirtualFileSystem NewFiles() => new(
        new MemoryDirectory(new MemoryVolume(new ScratchQuota(() => long.MaxValue), () => 0), 0x1ed));
}

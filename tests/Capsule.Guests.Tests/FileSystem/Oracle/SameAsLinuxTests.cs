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
                var actual = Ask(new VirtualFiles(NewFiles()), operations);
                var expected = ConfinedThread.Run(() =>
                {
                    using var linux = new LinuxFiles();
                    return Ask(linux, operations);
                });
                Assert.Equal(expected, actual);
            },
            iter: 2_000,
            print: operations => string.Join('\n', operations.Select(operation => operation.Text)));
    }

    private static string[] Ask(IFiles files, Operation[] operations) =>
        [.. operations.Select(operation => $"{operation.Text}: {operation.Ask(files)}")];

    private static VirtualFileSystem NewFiles() => new(
        new MemoryDirectory(new MemoryVolume(new ScratchQuota(() => long.MaxValue), () => 0), 0x1ed));
}

using Capsule.Runtime.Programs.Inputs;
using Capsule.Runtime.Programs.Warm;

namespace Capsule.Runtime.Tests.Programs.Warm;

public sealed class StampedInputsTests
{
    [Fact]
    public async Task A_change_shows_even_where_length_and_time_of_modification_stay()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.py", "VALUE = 1\n");
        var inputs = Stamped(path, new Later());
        Assert.True(inputs.AreUnchanged() && inputs.LookUnchanged());
        var modified = File.GetLastWriteTimeUtc(path);

        // The file system's clock goes on meanwhile.
        await Task.Delay(50, TestContext.Current.CancellationToken);
        folder.Write("a.py", "VALUE = 2\n");
        File.SetLastWriteTimeUtc(path, modified);

        Assert.False(inputs.LookUnchanged());
        Assert.False(inputs.AreUnchanged());
    }

    [Fact]
    public void A_file_that_changed_just_now_is_read_again()
    {
        using var folder = new TemporaryFolder();
        var inputs = Stamped(folder.Write("a.py", "VALUE = 1\n"), new AtOnce());

        Assert.True(inputs.AreUnchanged());
        Assert.False(inputs.LookUnchanged());
    }

    [Fact]
    public async Task A_touched_file_is_read_once_and_trusted_again()
    {
        using var folder = new TemporaryFolder();
        var inputs = Stamped(folder.Write("a.py", "VALUE = 1\n"), new Later());
        Assert.True(inputs.AreUnchanged());
        await Task.Delay(50, TestContext.Current.CancellationToken);
        folder.Write("a.py", "VALUE = 1\n");

        Assert.False(inputs.LookUnchanged());
        Assert.True(inputs.AreUnchanged());
        Assert.True(inputs.LookUnchanged());
    }

    [Fact]
    public void A_file_that_is_gone_is_a_change()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.py", "VALUE = 1\n");
        var inputs = Stamped(path, new Later());
        Assert.True(inputs.AreUnchanged());
        File.Delete(path);

        Assert.False(inputs.LookUnchanged());
        Assert.False(inputs.AreUnchanged());
    }

    private static StampedInputs Stamped(string path, TimeProvider time)
    {
        var tracker = new InputTracker();
        tracker.ReadNamed(path, 1 << 20);
        return new StampedInputs(tracker.ToInputs(), time);
    }

    /// <summary>The time does not go on: what was written once is always new.</summary>
    private sealed class AtOnce : TimeProvider
    {
        private readonly DateTimeOffset start = System.GetUtcNow();

        public override DateTimeOffset GetUtcNow() => start;
    }

    /// <summary>A minute on: what was just written counts as old.</summary>
    private sealed class Later : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddMinutes(1);
    }
}

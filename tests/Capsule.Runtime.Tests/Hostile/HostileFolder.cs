using System.Diagnostics;
using Capsule.Guests.FileSystem.Host;
namespace Capsule.Runtime.Tests.Hostile;

/// <summary>A folder that a hostile task may write to, with traps in it; beside it lies a secret.</summary>
internal sealed class HostileFolder : IDisposable
{
    private const string Secret = "the host's secret";
    private readonly TemporaryFolder outside = new();

    internal HostileFolder()
    {
        outside.Write("secret", Secret);
        outside.Write("granted/.capsule/journal", "a journal");
        File.CreateSymbolicLink(Of("secret"), "../secret");
        Directory.CreateSymbolicLink(Of("up"), "..");
        using var pipe = Process.Start("mkfifo", [Of("pipe")]);
        pipe.WaitForExit();
    }

    internal string Path => System.IO.Path.Combine(outside.Path, "granted");

    internal string Of(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>It is <c>h</c> in the task, which may write a megabyte and create two hundred files.</summary>
    internal RunOptions Options => new()
    {
        Mounts = [new FolderMount { HostPath = Path, GuestPath = "h", IsWritable = true }],
        FileLimits = new HostFileLimits { BytesWritten = 1_000_000, FilesCreated = 200 },
    };

    /// <summary>Whatever was tried, nothing outside has changed, and what is Capsule's own is as it was.</summary>
    internal void CheckUntouched()
    {
        Assert.Equal(["granted", "secret"], Directory.GetFileSystemEntries(outside.Path).Select(path => System.IO.Path.GetFileName(path)).Order());
        Assert.Equal(Secret, File.ReadAllText(System.IO.Path.Combine(outside.Path, "secret")));
        Assert.Equal("a journal", File.ReadAllText(Of(".capsule/journal")));
    }

    public void Dispose() => outside.Dispose();
}

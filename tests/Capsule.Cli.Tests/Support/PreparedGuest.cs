namespace Capsule.Cli.Tests.Support;

/// <summary>A guest that was prepared ahead, once for a class of tests.</summary>
public sealed class PreparedGuest : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();

    /// <summary>What preparing it ended with.</summary>
    internal CliResult Result { get; private set; } = null!;

    internal string Path => System.IO.Path.Combine(folder.Path, "prepared");

    /// <summary>Another folder with the same files, to be damaged.</summary>
    internal string CopyTo(TemporaryFolder other)
    {
        var copy = Directory.CreateDirectory(System.IO.Path.Combine(other.Path, "copy")).FullName;
        foreach (var file in Directory.GetFiles(Path))
        {
            File.Copy(file, System.IO.Path.Combine(copy, System.IO.Path.GetFileName(file)));
        }

        return copy;
    }

    public async ValueTask InitializeAsync() => Result = await CliProcess.RunAsync("setup", "--into", Path);

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }
}

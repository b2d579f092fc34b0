namespace Capsule.Cli.Tests.Support;

/// <summary>A project folder with a folder <c>repo</c>, and a state directory of its own, where its overlays are.</summary>
internal sealed class OverlayFolder : IDisposable
{
    private readonly TemporaryFolder folder = new();

    internal OverlayFolder(string program)
    {
        folder.Write("main.py", program);
        folder.Write("repo/f", "one\n");
        folder.Write("repo/g", "");
        folder.Write("repo/old", "");
    }

    /// <summary>What the state directory has of overlays.</summary>
    internal string[] Kept => Directory.GetFileSystemEntries(Path.Combine(folder.Path, "state", "overlays"));

    internal string PathOf(string name) => Path.Combine(folder.Path, "repo", name);

    internal Task<CliResult> RunAsync(params string[] arguments) => CliProcess.RunAsync(
        folder.Path, new Dictionary<string, string> { ["CAPSULE_STATE"] = Path.Combine(folder.Path, "state") }, arguments);

    public void Dispose() => folder.Dispose();
}

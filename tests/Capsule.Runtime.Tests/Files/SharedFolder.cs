using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Files;

/// <summary>A folder of the host that sessions share as <c>data</c>.</summary>
internal sealed class SharedFolder(CapsuleRuntime runtime) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    internal string Of(string name) => Path.Combine(folder.Path, name);

    internal Task<CapsuleSession> SessionAsync(bool isWritable = true, SessionOptions? options = null) =>
        runtime.SessionAsync((options ?? SessionOptions.Default) with
        {
            Mounts = [new FolderMount { HostPath = folder.Path, GuestPath = "data", IsWritable = isWritable }],
        });

    public void Dispose() => folder.Dispose();
}

using Capsule.Guests.FileSystem;
using Capsule.Guests.FileSystem.Base;
using Capsule.Guests.FileSystem.Memory;
using Capsule.Guests.Tests.FileSystem.Support;
using CsCheck;

namespace Capsule.Guests.Tests.FileSystem.Oracle;

/// <summary>Linux is the specification: both are asked the same questions.</summary>
public sealed class SameAsLinuxTests
{
    /// <summary>What lies below in the second test, by paths; it is the same for all who use it.</summary>
    private static readonly Dictionary<string, int> Shared = new(StringComparer.Ordinal)
    {
        ["a/a"] = 3,
        ["a/b/a"] = 20_000,
        ["a/b/c"] = 0,
        ["b/a"] = 7,
        ["c"] = 16_384,
    };

    private static readonly BaseDirectory SharedTree = BaseTree.Build(
        isProtected: false, Shared.Select(file => KeyValuePair.Create(file.Key, BaseFile.Of(new byte[file.Value]))));

    [Fact]
    public void Every_sequence_of_operations_is_answered_as_Linux_does() =>
        new Comparison(() => New(volume => new MemoryDirectory(volume, 0x1ed)), _ => { }).Sample(Sequences.Any);

    [Fact]
    public void Over_shared_files_every_sequence_of_operations_on_paths_is_answered_as_Linux_does() =>
        new Comparison(() => New(volume => new MemoryDirectory(volume, SharedTree)), Fill).Sample(Sequences.OnPaths);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void In_a_folder_of_the_host_every_sequence_of_operations_is_answered_as_Linux_does(bool hasOpenAt2) =>
        new Comparison(() => OnHost(hasOpenAt2), _ => { }).Sample(Sequences.Any);

    [Fact]
    public void In_an_overlay_every_sequence_of_operations_is_answered_as_Linux_does() =>
        new Comparison(() => OnOverlay(_ => { }), _ => { }).Sample(Sequences.Any);

    [Fact]
    public void In_an_overlay_over_files_every_sequence_of_operations_on_paths_is_answered_as_Linux_does() =>
        new Comparison(() => OnOverlay(Fill), Fill).Sample(Sequences.OnPaths);

    private static VirtualFiles OnOverlay(Action<IFiles> fill)
    {
        var overlay = new OverlayFiles();
        fill(new VirtualFiles(overlay.Below));
        return new VirtualFiles(overlay.Tree, overlay.Dispose);
    }

    private static VirtualFiles OnHost(bool hasOpenAt2)
    {
        var folder = new HostFiles(hasOpenAt2: hasOpenAt2);
        return new VirtualFiles(folder.Tree, folder.Dispose);
    }

    private static VirtualFiles New(Func<MemoryVolume, DirectoryNode> root) => new(
        new VirtualFileSystem(root(new MemoryVolume(new ScratchQuota(() => long.MaxValue), () => 0))));

    /// <summary>Makes files of its own like the shared ones.</summary>
    private static void Fill(IFiles files)
    {
        foreach (var (path, length) in Shared)
        {
            for (var slash = path.IndexOf('/'); slash > 0; slash = path.IndexOf('/', slash + 1))
            {
                files.MakeDirectory(new At(null, path[..slash]), 0x1ff);
            }

            files.Open(0, new At(null, path), OpenFlags.Create | OpenFlags.WriteOnly, 0x1b6);
            files.Write(0, new byte[length], null);
            files.Close(0);
        }
    }
}

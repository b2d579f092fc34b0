using Capsule.Guests.FileSystem;
using CsCheck;

namespace Capsule.Runtime.Tests.Overlays;

/// <summary>Applying the changes of an overlay to its folder.</summary>
public sealed class ApplyTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static readonly Gen<string> Name = Gen.OneOf(Gen.Const("a"), Gen.Const("b"), Gen.Const("c"));
    private static readonly Gen<string> AnyPath = Name.Array[1, 3].Select(names => string.Join('/', names));

    [Fact]
    public void Whatever_a_task_did_the_folder_is_then_what_the_task_saw() =>
        Gen.Select(Gen.Int[0, 6], AnyPath, AnyPath).Array[1, 25].Holds(
            operations =>
            {
                using var world = new OverlayWorld(Fill);
                var before = world.SnapshotOfFolder();
                foreach (var (operation, one, other) in operations)
                {
                    Do(world.Tree, operation, one, other);
                }

                var seen = OverlayWorld.Snapshot(world.Tree);
                Assert.Equal(before, world.SnapshotOfFolder());
                Assert.DoesNotContain('!', world.Describe());

                world.Overlay.TryApply(cancellationToken: Cancellation).OrThrow();

                Assert.Equal(seen, world.SnapshotOfFolder());
                Assert.Equal("", world.Describe());
                world.Release();
                Assert.Null(world.Overlay.TryDiscard());
                Assert.Empty(FolderOverlay.List(world.State));
            },
            iter: 300,
            print: operations => string.Join('\n', operations));

    [Theory]
    [InlineData("write", "~f!")]
    [InlineData("remove", "-f!")]
    [InlineData("move", "-f! +g")]
    public void A_file_that_others_changed_meanwhile_is_a_conflict(string change, string expected)
    {
        using var world = new OverlayWorld(folder => File.WriteAllText(Path.Combine(folder, "f"), "old"));
        switch (change)
        {
            case "write":
                world.Write("f", "mine");
                break;
            case "remove":
                Assert.Equal(Errno.Success, world.Tree.RemoveFile(null, "f"));
                break;
            default:
                Assert.Equal(Errno.Success, world.Tree.Rename(null, "f", null, "g"));
                break;
        }

        File.WriteAllText(Path.Combine(world.Folder, "f"), "theirs, longer");
        Assert.Equal(expected, world.Describe());

        Assert.False(world.Overlay.TryApply(cancellationToken: Cancellation).TryGet(out _, out var failure));
        Assert.Contains("f was changed in the folder since the overlay changed it", failure.Message, StringComparison.Ordinal);
        Assert.Contains("--overwrite", failure.Message, StringComparison.Ordinal);
        Assert.Equal("theirs, longer", File.ReadAllText(Path.Combine(world.Folder, "f")));

        world.Overlay.TryApply(overwrite: true, Cancellation).OrThrow();
        Assert.Equal(change == "write" ? "mine" : null, File.Exists(Path.Combine(world.Folder, "f")) ? File.ReadAllText(Path.Combine(world.Folder, "f")) : null);
    }

    [Fact]
    public void A_file_that_others_wrote_again_with_the_same_contents_is_no_conflict()
    {
        using var world = new OverlayWorld(folder => File.WriteAllText(Path.Combine(folder, "f"), "old"));
        world.Write("f", "mine");
        File.Delete(Path.Combine(world.Folder, "f"));
        File.WriteAllText(Path.Combine(world.Folder, "f"), "old");

        Assert.Equal("~f", world.Describe());
    }

    [Fact]
    public void What_both_created_and_what_others_deleted_are_conflicts()
    {
        using var world = new OverlayWorld(folder =>
        {
            Directory.CreateDirectory(Path.Combine(folder, "d"));
            File.WriteAllText(Path.Combine(folder, "d", "f"), "old");
        });
        world.Write("new", "mine");
        world.Write("d/f", "mine");
        Assert.Equal(Errno.Success, world.Tree.MakeDirectory(null, "made", 0x1ff));
        world.Write("made/x", "mine");
        File.WriteAllText(Path.Combine(world.Folder, "new"), "theirs");
        File.Delete(Path.Combine(world.Folder, "d", "f"));
        Directory.CreateDirectory(Path.Combine(world.Folder, "made"));
        File.WriteAllText(Path.Combine(world.Folder, "made", "x"), "theirs");
        File.WriteAllText(Path.Combine(world.Folder, "made", "y"), "theirs alone");

        Assert.Equal("+d/f! ~made/x! ~new!", world.Describe());

        world.Overlay.TryApply(overwrite: true, Cancellation).OrThrow();
        Assert.Equal("theirs alone", File.ReadAllText(Path.Combine(world.Folder, "made", "y")));
    }

    [Fact]
    public void A_folder_that_the_overlay_removed_is_a_conflict_where_others_added_something_to_it()
    {
        using var world = new OverlayWorld(folder =>
        {
            Directory.CreateDirectory(Path.Combine(folder, "d"));
            File.WriteAllText(Path.Combine(folder, "d", "f"), "old");
        });
        Assert.Equal(Errno.Success, world.Tree.RemoveFile(null, "d/f"));
        Assert.Equal(Errno.Success, world.Tree.RemoveDirectory(null, "d"));
        Assert.Equal("-d/ -d/f", world.Describe());

        // Later than the mark, however coarse the clock of the file system is.
        var mark = File.GetLastWriteTimeUtc(Path.Combine(world.Changes, ".capsule", "hidden", "d"));
        var added = Path.Combine(world.Folder, "d", "g");
        do
        {
            File.WriteAllText(added, "theirs");
        }
        while (File.GetLastWriteTimeUtc(added) <= mark);

        Assert.Equal("-d/! -d/f -d/g!", world.Describe());
        Assert.NotNull(world.Overlay.TryApply(cancellationToken: Cancellation).Failure);
        Assert.True(File.Exists(added));
    }

    [Fact]
    public void A_symbolic_link_in_the_folder_is_never_followed()
    {
        using var world = new OverlayWorld(folder => Directory.CreateDirectory(Path.Combine(folder, "d")));
        world.Write("d/f", "mine");
        var elsewhere = Directory.CreateDirectory(Path.Combine(world.State, "elsewhere")).FullName;
        Directory.Delete(Path.Combine(world.Folder, "d"));
        Directory.CreateSymbolicLink(Path.Combine(world.Folder, "d"), elsewhere);

        world.Overlay.TryApply(overwrite: true, Cancellation).OrThrow();

        Assert.Empty(Directory.GetFileSystemEntries(elsewhere));
        Assert.Null(new DirectoryInfo(Path.Combine(world.Folder, "d")).LinkTarget);
        Assert.Equal("mine", File.ReadAllText(Path.Combine(world.Folder, "d", "f")));
    }

    [Fact]
    public void Another_folder_at_the_same_path_is_not_changed()
    {
        using var world = new OverlayWorld();
        world.Write("f", "mine");
        Directory.Move(world.Folder, world.Folder + "-moved");
        Directory.CreateDirectory(world.Folder);

        Assert.Contains("has been replaced since", world.Overlay.TryApply(cancellationToken: Cancellation).Failure?.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(world.Folder));
    }

    private static void Fill(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "a", "b"));
        Directory.CreateDirectory(Path.Combine(folder, "b"));
        File.WriteAllText(Path.Combine(folder, "a", "a"), "one\ntwo\n");
        File.WriteAllText(Path.Combine(folder, "a", "b", "c"), "three");
        File.WriteAllText(Path.Combine(folder, "c"), "");
        File.CreateSymbolicLink(Path.Combine(folder, "b", "b"), "../c");
    }

    private static void Do(VirtualFileSystem tree, int operation, string one, string other)
    {
        switch (operation)
        {
            case 0 or 1:
                var opened = tree.Open(null, one, OpenFlags.WriteOnly | OpenFlags.Create | (operation == 0 ? OpenFlags.Truncate : OpenFlags.Append), 0x1b6);
                if (opened.Ok)
                {
                    var file = opened.Value.Share();
                    file.Write("changed"u8, 0);
                    file.Release();
                }

                break;
            case 2:
                _ = tree.MakeDirectory(null, one, 0x1ff);
                break;
            case 3:
                _ = tree.RemoveFile(null, one);
                break;
            case 4:
                _ = tree.RemoveDirectory(null, one);
                break;
            case 5:
                _ = tree.Rename(null, one, null, other);
                break;
            default:
                _ = tree.MakeSymlink(null, one, other);
                break;
        }
    }
}

using Capsule.Guests.FileSystem;
using Capsule.Guests.FileSystem.Host;
using Capsule.Guests.FileSystem.Overlay;
using Capsule.Guests.Tests.FileSystem.Oracle;
using Capsule.Guests.Tests.FileSystem.Support;

namespace Capsule.Guests.Tests.FileSystem.Overlay;

/// <summary>A folder that is changed without being changed. That it answers as any folder does, <see cref="SameAsLinuxTests"/> finds out.</summary>
public sealed class OverlayTests
{
    [Fact]
    public void No_sequence_of_operations_changes_the_covered_folder() => Sequences.OnPaths.Holds(
        operations =>
        {
            using var overlay = Filled();
            var before = Snapshot(overlay.Path);
            var files = new VirtualFiles(overlay.Tree);
            foreach (var operation in operations)
            {
                operation.Ask(files);
            }

            Assert.Equal(before, Snapshot(overlay.Path));
        },
        iter: 300,
        print: operations => string.Join('\n', operations.Select(operation => operation.Text)));

    [Fact]
    public void What_one_sandbox_changes_another_one_sees()
    {
        using var overlay = Filled();
        var other = overlay.Mount();
        Assert.Equal("old", Read(other, "d/a"));

        Write(overlay.Tree, "d/a", "new");
        Assert.Equal(Errno.Success, overlay.Tree.RemoveFile(null, "b"));
        Assert.Equal(Errno.Success, overlay.Tree.Rename(null, "d", null, "e"));

        Assert.Equal("new", Read(other, "e/a"));
        Assert.Equal(Errno.NoEntry, other.Find(null, "b").Error);
        Assert.Equal(Errno.NoEntry, other.Find(null, "d").Error);
    }

    [Fact]
    public void A_copy_keeps_permissions_and_times_and_so_do_the_directories_that_lead_to_it()
    {
        using var overlay = Filled();
        var time = new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        File.SetUnixFileMode($"{overlay.Path}/d/a", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.SetLastWriteTimeUtc($"{overlay.Path}/d/a", time);
        File.SetUnixFileMode($"{overlay.Path}/d", UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Directory.SetLastWriteTimeUtc($"{overlay.Path}/d", time);

        Append(overlay.Tree, "d/a", "+");

        var (file, directory) = (overlay.Tree.Find(null, "d/a").Value.Stat(), overlay.Tree.Find(null, "d").Value.Stat());
        Assert.Equal(("old+", 0x1c0u, 0x140u), (Read(overlay.Tree, "d/a"), file.Permissions, directory.Permissions));
        Assert.Equal(time, DateTime.UnixEpoch.AddMicroseconds(directory.Times.Modified / 1000));
        Assert.Equal(time, File.GetLastWriteTimeUtc($"{overlay.Path}/d/a"));
    }

    [Fact]
    public void A_file_that_is_too_long_for_what_may_be_written_is_not_copied()
    {
        using var overlay = Filled(new HostFileLimits { BytesWritten = 1000 });
        File.WriteAllBytes($"{overlay.Path}/long", new byte[1001]);

        Assert.Equal(Errno.NoSpace, overlay.Tree.Open(null, "long", OpenFlags.ReadWrite, 0).Error);
        Assert.Equal(1000, overlay.Usage.Space.FreeBytes);
        Write(overlay.Tree, "long", "short"); // nothing of it is wanted, and nothing copied
        Assert.Equal("short", Read(overlay.Tree, "long"));
    }

    [Fact]
    public void Copying_ends_when_the_sandbox_may_not_go_on_and_costs_nothing()
    {
        using var overlay = Filled();
        File.WriteAllBytes($"{overlay.Path}/long", new byte[3 << 20]);
        var questions = 0;
        overlay.MayGoOn = () => ++questions < 5;

        Assert.Equal(Errno.Interrupted, overlay.Tree.Open(null, "long", OpenFlags.ReadWrite, 0).Error);

        Assert.Equal(HostFileLimits.Default.BytesWritten, overlay.Usage.Space.FreeBytes);
        Assert.Equal(HostFileLimits.Default.FilesCreated, overlay.Usage.Space.FreeFiles);
        Assert.Empty(Directory.GetFiles($"{overlay.Changes}/.capsule/new"));
        Assert.False(File.Exists($"{overlay.Changes}/long"));
    }

    [Fact]
    public void Marks_are_out_of_reach()
    {
        using var overlay = Filled();
        Assert.Equal(Errno.Success, overlay.Tree.RemoveFile(null, "b"));
        Assert.True(File.Exists($"{overlay.Changes}/.capsule/hidden/b"));

        Assert.Equal(Errno.NoEntry, overlay.Tree.Find(null, ".capsule").Error);
        Assert.Equal(Errno.NoEntry, overlay.Tree.RemoveFile(null, ".capsule/hidden/b"));
        Assert.Equal(Errno.AccessDenied, overlay.Tree.MakeDirectory(null, ".capsule", 0x1ff));
        Assert.Equal(Errno.AccessDenied, overlay.Tree.Rename(null, "d", null, ".Capsule"));
        Assert.Equal(Errno.AccessDenied, overlay.Tree.Open(null, ".CAPSULE", OpenFlags.Create | OpenFlags.WriteOnly, 0x1ff).Error);
        Assert.DoesNotContain(".capsule", Names(overlay.Tree, "/"));
    }

    [Fact]
    public void A_link_that_takes_the_place_of_a_directory_of_the_folder_leads_nowhere()
    {
        using var overlay = Filled();
        Assert.Equal("old", Read(overlay.Tree, "d/a"));
        Directory.Move($"{overlay.Path}/d", $"{overlay.Path}/moved");
        File.CreateSymbolicLink($"{overlay.Path}/d", "/etc");

        Assert.NotEqual(Errno.Success, overlay.Tree.Open(null, "d/passwd", OpenFlags.ReadOnly, 0).Error);
        Assert.NotEqual(Errno.Success, overlay.Tree.Open(null, "d/passwd", OpenFlags.ReadWrite, 0).Error);
    }

    [Fact]
    public void What_others_create_below_a_directory_that_the_overlay_made_does_not_show_through()
    {
        using var overlay = Filled();
        Assert.Equal(Errno.Success, overlay.Tree.MakeDirectory(null, "made", 0x1ff));
        Directory.CreateDirectory($"{overlay.Path}/made");
        File.WriteAllText($"{overlay.Path}/made/x", "");

        Assert.Equal([".", ".."], Names(overlay.Tree, "made"));
        Assert.Equal(Errno.Success, overlay.Tree.RemoveDirectory(null, "made"));
        Assert.Equal(Errno.NoEntry, overlay.Tree.Find(null, "made").Error);
    }

    [Fact]
    public void A_directory_is_moved_with_all_that_is_in_it()
    {
        using var overlay = Filled();
        Directory.CreateDirectory($"{overlay.Path}/d/e/f");
        File.WriteAllText($"{overlay.Path}/d/e/f/x", "deep");
        File.CreateSymbolicLink($"{overlay.Path}/d/l", "a");
        Assert.Equal(Errno.Success, overlay.Tree.ChangeDirectory(null, "d/e"));

        Assert.Equal(Errno.Success, overlay.Tree.Rename(null, "/d", null, "/new"));

        Assert.Equal("/new/e", overlay.Tree.CurrentDirectory.Value);
        Assert.Equal("deep", Read(overlay.Tree, "f/x"));
        Assert.Equal("old", Read(overlay.Tree, "/new/l"));
        Assert.Equal([".", "..", "new", "b"], Names(overlay.Tree, "/").OrderBy(name => name is "b"));
    }

    [Fact]
    public void A_file_that_is_half_recorded_counts_as_unreadable_and_not_as_absent()
    {
        using var overlay = Filled();
        Assert.Equal(Errno.Success, overlay.Tree.RemoveFile(null, "b"));
        File.WriteAllText($"{overlay.Changes}/.capsule/base/b", "1 32768 3");

        using var changes = HostFiles.Open(overlay.Changes);
        var root = HostFiles.Mount(changes, isWritable: false).Volume.Root;
        Assert.Equal(Errno.InputOutput, OverlayMarks.Recall(root, "b").Error);
        Assert.Null(OverlayMarks.Recall(root, "c").Value);
    }

    private static OverlayFiles Filled(HostFileLimits? limits = null)
    {
        var overlay = new OverlayFiles(limits);
        Directory.CreateDirectory($"{overlay.Path}/d");
        File.WriteAllText($"{overlay.Path}/d/a", "old");
        File.WriteAllText($"{overlay.Path}/b", "");
        return overlay;
    }

    private static string Snapshot(string folder) => string.Join('\n', Directory
        .EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal)
        .Select(path => $"{path} {File.GetUnixFileMode(path)} {File.GetLastWriteTimeUtc(path):O} {(File.Exists(path) ? File.ReadAllText(path) : "")}"));

    private static string[] Names(VirtualFileSystem tree, string path)
    {
        var directory = (OpenDirectory)tree.Open(null, path, OpenFlags.Directory, 0).Value.Share();
        string[] names = [.. directory.Entries().Value.Select(entry => entry.Name)];
        directory.Release();
        return names;
    }

    private static string Read(VirtualFileSystem tree, string path)
    {
        var opened = tree.Open(null, path, OpenFlags.ReadOnly, 0);
        Assert.Equal(Errno.Success, opened.Error);
        var file = opened.Value.Share();
        var bytes = new byte[100];
        var count = file.Read(bytes, 0).Value;
        file.Release();
        return System.Text.Encoding.UTF8.GetString(bytes, 0, count);
    }

    private static void Write(VirtualFileSystem tree, string path, string text) =>
        Put(tree, path, text, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Truncate);

    private static void Append(VirtualFileSystem tree, string path, string text) =>
        Put(tree, path, text, OpenFlags.WriteOnly | OpenFlags.Append);

    private static void Put(VirtualFileSystem tree, string path, string text, OpenFlags flags)
    {
        var opened = tree.Open(null, path, flags, 0x1b6);
        Assert.Equal(Errno.Success, opened.Error);
        var file = opened.Value.Share();
        Assert.Equal(text.Length, file.Write(System.Text.Encoding.UTF8.GetBytes(text), 0).Value);
        file.Release();
    }
}

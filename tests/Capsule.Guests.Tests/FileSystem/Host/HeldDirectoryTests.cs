using Capsule.Guests.FileSystem;
using Capsule.Guests.FileSystem.Host;
using Capsule.Guests.Tests.FileSystem.Support;

namespace Capsule.Guests.Tests.FileSystem.Host;

/// <summary>What a guest holds is what it looked up, whatever its names lead to by now.</summary>
public sealed class HeldDirectoryTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_directory_that_took_the_names_of_a_held_one_is_not_reached_through_it(bool hasOpenAt2)
    {
        using var files = new HostFiles(hasOpenAt2: hasOpenAt2);
        Write(files, "y/in/mine");
        Write(files, "x/in/other");
        var held = files.Tree.Open(null, "y/in", OpenFlags.Directory, 0).Value.Share();
        Assert.Equal(Errno.Success, files.Tree.ChangeDirectory(null, "y/in"));
        var (_, second) = HostFiles.Mount(files.Folder, isWritable: true);
        Assert.Equal(Errno.Success, second.Rename(null, "y", null, "z"));
        Assert.Equal(Errno.Success, second.Rename(null, "x", null, "y"));

        foreach (var start in new[] { null, held.Directory })
        {
            Assert.Equal(Errno.NoEntry, files.Tree.Find(start, "other").Error);
            Assert.Equal(Errno.NoEntry, files.Tree.Open(start, "other", OpenFlags.ReadOnly, 0).Error);
            Assert.Equal(Errno.NoEntry, files.Tree.Open(start, "new", OpenFlags.Create | OpenFlags.WriteOnly, 0x1ff).Error);
            Assert.Equal(Errno.NoEntry, files.Tree.MakeDirectory(start, "new", 0x1ff));
            Assert.Equal(Errno.NoEntry, files.Tree.RemoveFile(start, "other"));
            Assert.Equal(Errno.NoEntry, files.Tree.Rename(start, "other", null, "/stolen"));
            Assert.Equal(Errno.NoEntry, files.Tree.Link(start, "other", follow: false, null, "/stolen"));
        }

        Assert.Equal(Errno.NoEntry, ((OpenDirectory)held).Entries().Error);
        Assert.Equal(Errno.NoEntry, held.SetPermissions(0));
        Assert.True(files.Tree.Find(null, "/y/in/other").Ok);

        Assert.Equal(Errno.Success, second.Rename(null, "y", null, "x"));
        Assert.Equal(Errno.Success, second.Rename(null, "z", null, "y"));
        Assert.Equal(["mine"], ((OpenDirectory)held).Entries().Value.Skip(2).Select(entry => entry.Name));
        held.Release();
    }

    [Fact]
    public void A_reserved_folder_is_out_of_reach_where_it_is_made_anew_or_moved_to()
    {
        using var files = new HostFiles(isWritable: false);
        var path = $"{files.Path}/a/b/cache";
        Directory.CreateDirectory(path);
        using var reserved = ReservedFolder.Find("cache", path);
        using var missing = ReservedFolder.Find("state", $"{files.Path}/a/state/of/it");
        var (_, tree) = HostFiles.Mount(files.Folder, isWritable: false, null, reserved, missing);

        Directory.Move(path, $"{files.Path}/moved");
        Write(files, "a/b/cache/key");
        Write(files, "a/state/of/it/key");

        foreach (var hidden in new[] { "moved", "a/b/cache", "a/b/cache/key", "a/state/of/it", "a/state/of/it/key" })
        {
            Assert.Equal(Errno.NoEntry, tree.Find(null, hidden).Error);
        }

        Assert.True(tree.Find(null, "a/state/of").Ok);
        foreach (var (directory, expected) in new[] { ("/", "a"), ("a/b", ""), ("a/state/of", "") })
        {
            var entries = ((OpenDirectory)tree.Open(null, directory, OpenFlags.Directory, 0).Value).Entries().Value;
            Assert.Equal(expected, string.Join(' ', entries.Skip(2).Select(entry => entry.Name)));
        }
    }

    [Fact]
    public void A_folder_that_is_mounted_within_another_stays_there_when_the_directory_around_it_is_replaced()
    {
        using var files = new HostFiles();
        Write(files, "a/b/raw/file");
        using var inner = HostFiles.Open($"{files.Path}/a/b/raw");
        var (volume, tree) = HostFiles.Mount(files.Folder, isWritable: true);
        var (readOnly, _) = HostFiles.Mount(inner, isWritable: false);
        ((HostDirectory)tree.Find(null, "a/b").Value).Mount("raw", readOnly.Root);
        Assert.Equal(Errno.ReadOnly, tree.Open(null, "a/b/raw/new", OpenFlags.Create | OpenFlags.WriteOnly, 0x1ff).Error);

        Directory.Move($"{files.Path}/a", $"{files.Path}/was");
        Write(files, "a/b/raw/other");

        Assert.Same(readOnly.Root, tree.Find(null, "a/b/raw").Value);
        Assert.Equal(Errno.ReadOnly, tree.Open(null, "a/b/raw/new", OpenFlags.Create | OpenFlags.WriteOnly, 0x1ff).Error);
        Assert.Equal(Errno.Busy, tree.Rename(null, "a/b", null, "a/c"));
        Assert.Same(readOnly.Root, tree.Find(null, "was/b/raw").Value); // the folder itself, by its new name
        Assert.Same(volume, ((HostDirectory)tree.Find(null, "a/b").Value).Volume);
    }

    /// <summary>Linux asks for no permission where nothing would change.</summary>
    [Fact]
    public void A_name_that_is_moved_to_another_name_of_the_same_file_needs_no_permission()
    {
        using var files = new HostFiles();
        Assert.Equal(Errno.Success, files.Tree.MakeSymlink(null, "link", "a"));
        Write(files, "file");
        Assert.Equal(Errno.Success, files.Tree.Link(null, "file", follow: false, null, "again"));
        Assert.Equal(Errno.Success, files.Tree.Change(null, "/", follow: true, node => node.SetPermissions(0x40))); // --x

        Assert.Equal(Errno.Success, files.Tree.Rename(null, "link", null, "link"));
        Assert.Equal(Errno.Success, files.Tree.Rename(null, "file", null, "again"));
        Assert.Equal(Errno.AccessDenied, files.Tree.Rename(null, "file", null, "link"));
        Assert.True(File.Exists($"{files.Path}/file"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Directories_that_are_deeper_than_a_path_is_long_are_worked_in(bool hasOpenAt2)
    {
        using var files = new HostFiles(hasOpenAt2: hasOpenAt2);
        for (var i = 0; i < 300; i++)
        {
            Assert.Equal(Errno.Success, files.Tree.MakeDirectory(null, "directory-name", 0x1ff));
            Assert.Equal(Errno.Success, files.Tree.ChangeDirectory(null, "directory-name"));
        }

        var file = files.Tree.Open(null, "f", OpenFlags.Create | OpenFlags.WriteOnly, 0x1ff);
        Assert.True(file.Ok);
        file.Value.Share().Release();
        Assert.True(files.Tree.Find(null, "../directory-name/f").Ok);
        Assert.Equal(Errno.Success, files.Tree.Rename(null, "/directory-name", null, "/moved"));
        Assert.True(files.Tree.Find(null, "f").Ok);
    }

    /// <summary>Else directories are opened name by name, and nobody notices.</summary>
    [Fact]
    public void A_kernel_that_has_openat2_is_asked_that_way()
    {
        Assert.SkipUnless(Environment.OSVersion.Version >= new Version(5, 6), "openat2 came with Linux 5.6");
        using var files = new HostFiles();
        Assert.True(files.Folder.HasOpenAt2);
    }

    /// <summary>Each name costs a walk from the granted folder when it is not so: 30 times as much.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_path_costs_as_many_steps_as_it_has_names(bool hasOpenAt2)
    {
        using var files = new HostFiles(hasOpenAt2: hasOpenAt2);
        var path = string.Join('/', Enumerable.Repeat("d", 60));
        Write(files, $"{path}/f");

        foreach (var time in new[] { "first", "again" })
        {
            var before = files.Volume.Walked;
            Assert.True(files.Tree.Stat(null, $"{path}/f", follow: true).Ok);
            Assert.True(files.Volume.Walked - before <= 60, $"{time}: {files.Volume.Walked - before} names");
        }
    }

    private static void Write(HostFiles files, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName($"{files.Path}/{path}")!);
        File.WriteAllText($"{files.Path}/{path}", "x");
    }
}

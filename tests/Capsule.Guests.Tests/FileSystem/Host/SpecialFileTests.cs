using System.Diagnostics;
using System.Net.Sockets;
using Capsule.Guests.FileSystem;
using Capsule.Guests.FileSystem.Host;
using Capsule.Guests.Tests.FileSystem.Support;

namespace Capsule.Guests.Tests.FileSystem.Host;

/// <summary>What is no ordinary file is seen and not opened; what is Capsule's own is not even seen.</summary>
public sealed class SpecialFileTests
{
    private static readonly OpenFlags[] Ways =
        [OpenFlags.ReadOnly, OpenFlags.WriteOnly, OpenFlags.ReadWrite, OpenFlags.NonBlocking, OpenFlags.WriteOnly | OpenFlags.Truncate];

    [Fact]
    public void A_pipe_is_refused_at_once()
    {
        using var files = new HostFiles();
        Make("mkfifo", $"{files.Path}/pipe");
        AssertRefused(files, "pipe", FileKind.Pipe);
    }

    [Fact]
    public void A_device_is_refused()
    {
        using var files = new HostFiles();
        Make("mknod", $"{files.Path}/zero", "c", "1", "5");
        Assert.SkipUnless(File.Exists($"{files.Path}/zero"), "devices cannot be made here");
        AssertRefused(files, "zero", FileKind.Character);
    }

    [Fact]
    public void A_socket_is_refused()
    {
        using var files = new HostFiles();
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint($"{files.Path}/socket"));
        AssertRefused(files, "socket", FileKind.Socket);
    }

    [Fact]
    public void Bits_that_change_the_user_are_not_shown_and_not_set()
    {
        using var files = new HostFiles();
        File.WriteAllText($"{files.Path}/a", "");
        File.SetUnixFileMode($"{files.Path}/a", UnixFileMode.SetUser | UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Assert.Equal(0x180u, files.Tree.Find(null, "a").Value.Stat().Permissions);
        Assert.Equal(Errno.Success, files.Tree.Change(null, "a", follow: true, node => node.SetPermissions(0xfed)));
        Assert.Equal((UnixFileMode)0x3ed, File.GetUnixFileMode($"{files.Path}/a"));
        files.Tree.Open(null, "b", OpenFlags.Create | OpenFlags.WriteOnly, 0xfff).Value.Share().Release();
        Assert.Equal((UnixFileMode)0, File.GetUnixFileMode($"{files.Path}/b") & (UnixFileMode.SetUser | UnixFileMode.SetGroup));
    }

    [Theory]
    [InlineData(".capsule")]
    [InlineData(".CAPSULE")]
    [InlineData(".Capsule")]
    [InlineData(".cap\u017fule")]
    public void The_folder_of_Capsule_is_out_of_reach(string name)
    {
        using var files = new HostFiles();
        Directory.CreateDirectory($"{files.Path}/a/{name}");
        File.WriteAllText($"{files.Path}/a/{name}/trace.db", "journal");
        File.CreateSymbolicLink($"{files.Path}/link", $"a/{name}");
        var bytes = ByteString.FromText(name);

        foreach (var path in new[] { $"a/{bytes}", $"a/{bytes}/trace.db", "link", "link/trace.db", $"a/./{bytes}/../{bytes}/trace.db" })
        {
            Assert.Equal(Errno.NoEntry, files.Tree.Find(null, path).Error);
            Assert.Equal(Errno.NoEntry, files.Tree.Open(null, path, OpenFlags.ReadOnly, 0).Error);
        }

        Assert.Equal(Errno.AccessDenied, files.Tree.MakeDirectory(null, bytes, 0x1ff));
        Assert.Equal(Errno.AccessDenied, files.Tree.MakeSymlink(null, bytes, "a"));
        Assert.Equal(Errno.AccessDenied, files.Tree.Rename(null, "a", null, bytes));
        Assert.Equal(Errno.NoEntry, files.Tree.Rename(null, $"a/{bytes}", null, "b"));
        Assert.Equal(Errno.NoEntry, files.Tree.RemoveDirectory(null, $"a/{bytes}"));
        Assert.Empty(Names(files, "a"));
    }

    [Fact]
    public void The_cache_is_out_of_reach_under_any_name()
    {
        using var files = new HostFiles();
        Directory.CreateDirectory($"{files.Path}/a/cache");
        File.WriteAllText($"{files.Path}/a/cache/key", "key");
        using var cache = ReservedFolder.Find("cache", $"{files.Path}/a/cache");
        var (_, tree) = HostFiles.Mount(files.Folder, isWritable: true, files.Usage, cache);

        Assert.Equal(Errno.NoEntry, tree.Find(null, "a/cache").Error);
        Assert.Equal(Errno.NoEntry, tree.Open(null, "a/cache/key", OpenFlags.ReadOnly, 0).Error);
        Assert.Equal(2, ((OpenDirectory)tree.Open(null, "a", OpenFlags.Directory, 0).Value).Entries().Value.Count);
        Assert.Equal(Errno.Success, tree.Rename(null, "a", null, "b"));
        Assert.Equal(Errno.NoEntry, tree.Find(null, "b/cache/key").Error);
        using var again = HostFiles.Open($"{files.Path}/b/cache");
        Assert.True(again.IsReserved([cache]));
        Assert.True(cache.IsWithin(files.Folder));
    }

    [Fact]
    public void Folders_of_the_kernel_are_refused()
    {
        foreach (var path in new[] { "/proc", "/proc/self", "/sys" })
        {
            Assert.Null(HostFolder.Open(path, out var problem));
            Assert.Contains("operating system", problem, StringComparison.Ordinal);
        }

        using var root = HostFiles.Open("/");
        var (_, tree) = HostFiles.Mount(root, isWritable: false);
        Assert.Equal(Errno.AccessDenied, tree.Find(null, "/proc/self/mem").Error);
        Assert.Equal(Errno.AccessDenied, tree.Open(null, "/proc/self/environ", OpenFlags.ReadOnly, 0).Error);
        Assert.Equal(Errno.AccessDenied, tree.Open(null, "/dev/zero", OpenFlags.ReadOnly, 0).Error);
    }

    private static void AssertRefused(HostFiles files, string name, FileKind kind)
    {
        Assert.Equal(kind, files.Tree.Find(null, name).Value.Stat().Kind);
        Assert.Equal([name], Names(files, "/"));
        foreach (var flags in Ways)
        {
            Assert.Equal(Errno.AccessDenied, files.Tree.Open(null, name, flags, 0).Error);
        }

        Assert.Equal(Errno.Success, files.Tree.RemoveFile(null, name));
    }

    private static string[] Names(HostFiles files, string path)
    {
        var directory = (OpenDirectory)files.Tree.Open(null, path, OpenFlags.Directory, 0).Value;
        return [.. directory.Entries().Value.Select(entry => entry.Name).Where(name => name is not ("." or ".."))];
    }

    private static void Make(string command, params string[] arguments)
    {
        using var process = Process.Start(command, arguments);
        process.WaitForExit();
    }
}

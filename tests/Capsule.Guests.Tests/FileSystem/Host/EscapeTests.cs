using System.Text;
using Capsule.Guests.FileSystem;
using Capsule.Guests.Tests.FileSystem.Support;
using CsCheck;

namespace Capsule.Guests.Tests.FileSystem.Host;

/// <summary>Nothing outside of a granted folder is reached, whatever lies in it and whatever is asked.</summary>
public sealed class EscapeTests
{
    public static TheoryData<string> Ways =>
    [
        "absolute", "relative", "chain", "through", "../sentinel", "../../etc/passwd", "a/../../sentinel", "/../sentinel",
        "a/b/up/sentinel", "into", "into/sentinel", "proc", "proc/self/root/etc/passwd", "late/sentinel", "./././../sentinel",
        "a/b/c/../../../../sentinel", "dev", "//sentinel", "..//sentinel", "dots/sentinel", "magic",
    ];

    [Theory]
    [MemberData(nameof(Ways))]
    public void No_path_leads_out(string path)
    {
        foreach (var hasOpenAt2 in new[] { true, false })
        {
            using var files = new HostFiles(hasOpenAt2: hasOpenAt2);
            SetTraps(files);

            foreach (var flags in new[] { OpenFlags.ReadOnly, OpenFlags.ReadWrite, OpenFlags.WriteOnly | OpenFlags.Truncate })
            {
                var opened = files.Tree.Open(null, path, flags, 0);
                Assert.False(opened.Ok && Read(opened.Value) == "secret");
            }

            _ = files.Tree.RemoveFile(null, path);
            _ = files.Tree.Truncate(path, 0);
            _ = files.Tree.Change(null, path, follow: true, node => node.SetPermissions(0));
            _ = files.Tree.Rename(null, path, null, "stolen");
            _ = files.Tree.Link(null, path, follow: true, null, "linked");
            Assert.Equal("secret", File.ReadAllText(files.Sentinel));
            Assert.Equal(1u, files.LinksOfSentinel());
        }
    }

    [Fact]
    public void No_random_sequence_of_operations_touches_what_lies_outside()
    {
        var path = Gen.OneOf("..", ".", "a", "b", "l", "sentinel", "granted").Array[1, 5].Select(names => string.Join('/', names));
        var any = Gen.Select(path, Gen.Bool, (text, absolute) => absolute ? "/" + text : text);
        Gen.Select(Gen.Int[0, 7], any, any).Array[1, 40].Holds(
            operations =>
            {
                using var files = new HostFiles();
                foreach (var (operation, one, other) in operations)
                {
                    Do(files, operation, one, other);
                }

                return File.ReadAllText(files.Sentinel) == "secret" && files.LinksOfSentinel() == 1
                    && Directory.GetFileSystemEntries(Path.GetDirectoryName(files.Sentinel)!).Length == 2;
            },
            iter: 2_000);
    }

    private static void Do(HostFiles files, int operation, string one, string other)
    {
        switch (operation)
        {
            case 0:
                Write(files, one);
                break;
            case 1:
                _ = files.Tree.MakeDirectory(null, one, 0x1ff);
                break;
            case 2 or 3:
                _ = files.Tree.MakeSymlink(null, one, other);
                break;
            case 4:
                _ = files.Tree.Rename(null, one, null, other);
                break;
            case 5:
                _ = files.Tree.RemoveFile(null, one);
                break;
            case 6:
                _ = files.Tree.ChangeDirectory(null, one);
                break;
            default:
                _ = files.Tree.Link(null, one, follow: true, null, other);
                break;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_directory_that_turns_into_a_link_again_and_again_is_never_followed(bool hasOpenAt2)
    {
        using var files = new HostFiles(hasOpenAt2: hasOpenAt2);
        var outside = Path.GetDirectoryName(files.Sentinel)!;
        var (real, link, name) = ($"{files.Path}/real", $"{files.Path}/link", $"{files.Path}/swapped");
        Directory.CreateDirectory(real);
        await File.WriteAllTextAsync($"{real}/sentinel", "harmless", TestContext.Current.CancellationToken);
        File.CreateSymbolicLink(link, outside);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var swapping = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                Directory.Move(real, name);
                Directory.Move(name, real);
                Directory.Move(link, name);
                Directory.Move(name, link);
            }
        }, TestContext.Current.CancellationToken);

        var seen = new HashSet<string>();
        for (var i = 0; i < 30_000; i++)
        {
            var opened = files.Tree.Open(null, "swapped/sentinel", OpenFlags.ReadOnly, 0);
            seen.Add(opened.Ok ? Read(opened.Value) : opened.Error.ToString());
            if (i % 3 == 0)
            {
                _ = files.Tree.Truncate("swapped/sentinel", 8);
                _ = files.Tree.Rename(null, "swapped/sentinel", null, "swapped/sentinel2");
                _ = files.Tree.Rename(null, "swapped/sentinel2", null, "swapped/sentinel");
            }
        }

        await stop.CancelAsync();
        await swapping;
        Assert.DoesNotContain("secret", seen);
        Assert.Contains("harmless", seen);
        Assert.Equal("secret", await File.ReadAllTextAsync(files.Sentinel, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_directory_that_is_moved_out_is_out_of_reach()
    {
        using var files = new HostFiles();
        Directory.CreateDirectory($"{files.Path}/a/b");
        File.WriteAllText($"{files.Path}/a/b/c", "x");
        Assert.Equal(Errno.Success, files.Tree.ChangeDirectory(null, "a/b"));
        Directory.Move($"{files.Path}/a", $"{Path.GetDirectoryName(files.Path)}/a");

        Assert.Equal(Errno.NoEntry, files.Tree.Find(null, "c").Error);
        Assert.Equal(Errno.NoEntry, files.Tree.Open(null, "d", OpenFlags.Create | OpenFlags.WriteOnly, 0x1ff).Error);
        Directory.Delete($"{Path.GetDirectoryName(files.Path)}/a", recursive: true);
    }

    [Fact]
    public void A_hard_link_shares_what_the_host_shared()
    {
        using var files = new HostFiles();
        File.WriteAllText($"{files.Path}/a", "x");
        Assert.Equal(Errno.Success, files.Tree.Link(null, "a", follow: false, null, "b"));
        Assert.Equal(Errno.Exists, files.Tree.Link(null, "a", follow: false, null, "b"));
        Assert.Equal(Errno.NotPermitted, files.Tree.Link(null, "/", follow: false, null, "c"));
        Assert.Equal(2u, files.Tree.Find(null, "b").Value.Stat().Links);
    }

    private static void SetTraps(HostFiles files)
    {
        var outside = Path.GetDirectoryName(files.Sentinel)!;
        Directory.CreateDirectory($"{files.Path}/a/b/c");
        (string Name, string Target)[] links =
        [
            ("absolute", files.Sentinel), ("relative", "../sentinel"), ("chain", "absolute"), ("through", "a/b/up/sentinel"),
            ("a/b/up", "../../.."), ("into", outside), ("proc", "/proc"), ("late", "a/b/c/../../../.."), ("dev", "/dev/null"),
            ("dots", ".."), ("magic", "/proc/self/cwd"),
        ];
        foreach (var (name, target) in links)
        {
            File.CreateSymbolicLink($"{files.Path}/{name}", target);
        }
    }

    private static string Read(OpenFile file)
    {
        var bytes = new byte[100];
        var read = file.Share().Read(bytes, 0);
        file.Release();
        return read.Ok ? Encoding.UTF8.GetString(bytes, 0, read.Value) : "";
    }

    private static void Write(HostFiles files, string path)
    {
        var opened = files.Tree.Open(null, path, OpenFlags.Create | OpenFlags.WriteOnly, 0x1ff);
        if (opened.Ok)
        {
            _ = opened.Value.Share().Write("changed"u8, 0);
            opened.Value.Release();
        }
    }
}

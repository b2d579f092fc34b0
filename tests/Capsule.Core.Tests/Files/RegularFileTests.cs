using System.Diagnostics;
using Capsule.Files;
using CsCheck;

namespace Capsule.Core.Tests.Files;

public sealed class RegularFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_file_is_read_when_it_is_within_the_limit_and_refused_when_it_is_not() =>
        Gen.Select(Gen.Byte.Array[0, 200_000], Gen.Int[0, 200_000]).Sample(
            (bytes, limit) =>
            {
                var path = Path.Combine(folder.Path, $"{Guid.NewGuid():N}");
                File.WriteAllBytes(path, bytes);
                if (bytes.Length <= limit)
                {
                    Assert.Equal(bytes, RegularFile.Read(path, limit));
                }
                else
                {
                    Assert.Contains($"and {limit} are allowed", Assert.Throws<IOException>(() => RegularFile.Read(path, limit)).Message, StringComparison.Ordinal);
                }
            },
            seed: "0N0XIzNsQ0O2",
            iter: 60,
            threads: 1);

    [Fact]
    public void A_pipe_is_refused_and_not_waited_for()
    {
        var pipe = Path.Combine(folder.Path, "pipe");
        using (var make = Process.Start("mkfifo", [pipe]))
        {
            make.WaitForExit();
        }

        Assert.Contains("is a pipe", Assert.Throws<IOException>(() => RegularFile.Read(pipe, 10)).Message, StringComparison.Ordinal);
        Assert.Contains("is a pipe", Assert.Throws<IOException>(() => RegularFile.OpenOrCreate(pipe)).Message, StringComparison.Ordinal);
        Assert.False(RegularFile.Exists(pipe));
    }

    [Theory]
    [InlineData("/dev/zero", "is a pipe, a socket or a device")]
    [InlineData("/dev/null", "is a pipe, a socket or a device")]
    [InlineData("/proc/self", "is a folder")]
    public void What_is_no_file_is_refused(string path, string message) =>
        Assert.Contains(message, Assert.Throws<IOException>(() => RegularFile.Read(path, 10)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_of_terabytes_that_takes_no_room_is_refused_unread()
    {
        var path = folder.Write("sparse", "");
        using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write))
        {
            RandomAccess.SetLength(file, 8L << 40);
        }

        Assert.Throws<IOException>(() => RegularFile.Read(path, long.MaxValue));
    }

    [Fact]
    public void A_file_of_the_kernel_has_no_length_and_is_bounded_all_the_same()
    {
        Assert.NotEmpty(RegularFile.Read("/proc/self/maps", 10 << 20));
        Assert.Throws<IOException>(() => RegularFile.Read("/proc/self/maps", 100));
    }

    [Fact]
    public void What_is_not_there_is_told_apart_from_what_may_not_be_read()
    {
        Assert.Throws<FileNotFoundException>(() => RegularFile.Read(Path.Combine(folder.Path, "none"), 1));
        Assert.Throws<DirectoryNotFoundException>(() => RegularFile.Read(Path.Combine(folder.Path, "none/none"), 1));
        Assert.Throws<DirectoryNotFoundException>(() => RegularFile.Read(folder.Write("file", "") + "/below", 1));
        Assert.Throws<FileNotFoundException>(() => RegularFile.Read(folder.Write("cut", "") + "\0.toml", 1));
    }

    [Fact]
    public void A_link_is_followed_only_where_that_was_asked_for()
    {
        var target = folder.Write("target", "contents");
        var link = Path.Combine(folder.Path, "link");
        File.CreateSymbolicLink(link, target);

        Assert.Equal("contents", RegularFile.ReadText(link, 100));
        Assert.Contains("symbolic link", Assert.Throws<IOException>(() => RegularFile.OpenUnlinked(link)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_order_mark_is_no_text() => Assert.Equal("text", RegularFile.ReadText(folder.Write("bom", "\uFEFFtext"), 100));
}

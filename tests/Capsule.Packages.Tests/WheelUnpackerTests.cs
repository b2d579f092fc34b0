using System.Text;
using Capsule.Packages.Store;
using Capsule.Packages.Tests.Support;
using CsCheck;

namespace Capsule.Packages.Tests;

public sealed class WheelUnpackerTests : IDisposable
{
    private const int SymbolicLink = unchecked((int)0xA1FF0000);
    private const int Device = 0x21FF0000;
    private static readonly (string, byte[]) Record = ("x-1.dist-info/RECORD", []);
    private readonly TemporaryFolder outer = new();

    private string Folder => Directory.CreateDirectory(Path.Combine(outer.Path, "site")).FullName;

    public void Dispose() => outer.Dispose();

    [Fact]
    public void Modules_and_metadata_are_unpacked_and_scripts_are_not()
    {
        var wheel = Wheel.Of("x", "1", "py3-none-any", [], ("x/a.py", "a = 1"u8.ToArray()), ("x-1.data/purelib/x/b.py", "b = 2"u8.ToArray()), ("x-1.data/scripts/x", "#!python"u8.ToArray()));

        Assert.Null(Unpack(wheel));
        Assert.Equal("a = 1", File.ReadAllText(Path.Combine(Folder, "x/a.py")));
        Assert.Equal("b = 2", File.ReadAllText(Path.Combine(Folder, "x/b.py")));
        Assert.False(Directory.Exists(Path.Combine(Folder, "x-1.data")));
        Assert.Contains("\nx/b.py,,\n", File.ReadAllText(Path.Combine(Folder, "x-1.dist-info/RECORD")), StringComparison.Ordinal);
        Assert.DoesNotContain("scripts", File.ReadAllText(Path.Combine(Folder, "x-1.dist-info/RECORD")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../out.py")]
    [InlineData("/out.py")]
    [InlineData("x/../../out.py")]
    [InlineData("x//out.py")]
    [InlineData("x\\..\\..\\out.py")]
    [InlineData("C:/out.py")]
    [InlineData("./out.py")]
    [InlineData("x-1.data/purelib/../../out.py")]
    [InlineData("x-1.data/purelib//out.py")]
    [InlineData("out\u0001.py")]
    [InlineData("a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t/u/v/w/x/y/z/a/b/c/d/e/f/g/h/i/j/k/l/m/n/out.py")]
    public void Names_that_lead_elsewhere_are_refused(string name)
    {
        Assert.NotNull(Unpack(Wheel.Zip((name, [1]), Record)));
        Assert.Empty(Directory.GetFiles(outer.Path, "*out*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData(SymbolicLink, "symbolic link")]
    [InlineData(Device, "neither a file nor a folder")]
    public void Links_and_devices_are_refused(int attributes, string message) =>
        Assert.Contains(message, Unpack(Wheel.Zip(attributes, ("x/link", Encoding.UTF8.GetBytes("/etc/passwd")))), StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_there_twice_is_refused()
    {
        Assert.Contains("twice", Unpack(Wheel.Zip(("x.py", [1]), ("x.py", [2]), Record)), StringComparison.Ordinal);
        Assert.Contains("twice", Unpack(Wheel.Zip(("x.py", [1]), ("x-1.data/purelib/x.py", [2]), Record)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_and_a_folder_of_one_name_are_refused()
    {
        Assert.Contains("folder", Unpack(Wheel.Zip(("x", [1]), ("x/y.py", [2]), Record)), StringComparison.Ordinal);
        Assert.Contains("folder", Unpack(Wheel.Zip(("z/y.py", [2]), ("z", [1]), Record)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_without_end_is_stopped()
    {
        var zeros = new byte[64 << 20];
        var wheel = Wheel.Zip([.. Enumerable.Range(0, 33).Select(i => ($"x/{i}.bin", zeros))]);

        Assert.True(wheel.Length < 4 << 20);
        Assert.Contains("more bytes than", Unpack(wheel), StringComparison.Ordinal);
    }

    [Fact]
    public void Wheels_that_are_installed_together_have_one_limit()
    {
        var (left, wheel) = (1500L, Wheel.Of("x", "1", "py3-none-any", [], ("x.bin", new byte[1000])));
        using var first = new MemoryStream(wheel);
        using var second = new MemoryStream(wheel);

        Assert.Null(WheelUnpacker.Unpack(first, Folder, ref left, CancellationToken.None));
        Assert.InRange(left, 0, 500);
        Assert.Contains("more bytes than", WheelUnpacker.Unpack(second, Folder, ref left, CancellationToken.None), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_archive_is_refused()
    {
        Assert.NotNull(Unpack([]));
        Assert.NotNull(Unpack("PK\u0003\u0004 and no more"u8.ToArray()));
        Assert.Contains("RECORD", Unpack(Wheel.Zip(("x.py", [1]))), StringComparison.Ordinal);
    }

    [Fact]
    public void Archives_with_any_bytes_changed_end_in_a_refusal_or_in_files_of_the_folder()
    {
        var wheel = Wheel.Of("x", "1", "py3-none-any", [], ("x/a.py", new byte[100]), ("x/b.py", new byte[5000]));
        Gen.Select(Gen.Int[0, wheel.Length - 1], Gen.Byte).Array[1, 6].Sample(changes =>
        {
            var changed = wheel.ToArray();
            foreach (var (at, value) in changes)
            {
                changed[at] = value;
            }

            using var place = new TemporaryFolder();
            var folder = Directory.CreateDirectory(Path.Combine(place.Path, "in")).FullName;
            using var stream = new MemoryStream(changed);
            var left = WheelUnpacker.MostBytes;
            _ = WheelUnpacker.Unpack(stream, folder, ref left, CancellationToken.None);
            Assert.Equal(["in"], Directory.GetFileSystemEntries(place.Path).Select(Path.GetFileName));
        }, seed: "0N0XIzNsQ0O2", iter: 2000);
    }

    private string? Unpack(byte[] wheel)
    {
        using var stream = new MemoryStream(wheel);
        var left = WheelUnpacker.MostBytes;
        return WheelUnpacker.Unpack(stream, Folder, ref left, CancellationToken.None);
    }
}

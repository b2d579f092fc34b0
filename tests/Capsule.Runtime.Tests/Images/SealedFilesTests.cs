using System.Runtime.InteropServices;
using Capsule.Files;
using Capsule.Runtime.Images;

namespace Capsule.Runtime.Tests.Images;

/// <summary>Somebody who can write to the cache, but has no key, tries to have other bytes used.</summary>
public sealed class SealedFilesTests : IDisposable
{
    private const string Name = "python-1.cwasm";
    private readonly TemporaryFolder folder = new();
    private readonly byte[] contents = [.. Enumerable.Range(0, 3_000_000).Select(i => (byte)((i / 4096) % 3 * i))];
    private readonly Clock clock = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_was_added_is_read_and_opened()
    {
        var files = New();
        files.Add(Name, contents);

        for (var round = 0; round < 3; round++)
        {
            Assert.Equal(contents, files.Read(Name, contents.Length));
            Assert.Equal(contents, Open(files, mayHold: false));
            Assert.Equal(contents, Open(files, mayHold: true));
            clock.Now += TimeSpan.FromMinutes(1);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Bytes_that_changed_count_as_missing_whether_or_not_they_were_checked_before(bool wasChecked)
    {
        var files = Checked(wasChecked);
        using (var file = File.OpenHandle(files.PathOf(Name), FileMode.Open, FileAccess.Write))
        {
            RandomAccess.Write(file, [1, 2, 3], 1_000_000);
        }

        AssertMissing(files);
    }

    [Fact]
    public void Times_that_were_put_back_do_not_help()
    {
        var files = Checked(wasChecked: true);
        var path = files.PathOf(Name);
        var modified = File.GetLastWriteTimeUtc(path);
        using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write))
        {
            RandomAccess.Write(file, [1, 2, 3], 1_000_000);
        }

        File.SetLastWriteTimeUtc(path, modified);

        AssertMissing(files);
    }

    [Fact]
    public void Another_file_in_its_place_counts_as_missing_also_with_the_seal_of_another_name()
    {
        var files = Checked(wasChecked: true);
        files.Add("python-2.cwasm", new byte[contents.Length]);
        File.Copy(files.PathOf("python-2.cwasm"), files.PathOf(Name), overwrite: true);
        AssertMissing(files);

        File.Copy(files.PathOf("python-2.cwasm") + ".seal", files.PathOf(Name) + ".seal", overwrite: true);
        AssertMissing(files);
    }

    [Fact]
    public void A_file_that_was_sealed_with_a_key_of_the_cache_is_not_used()
    {
        var files = Checked(wasChecked: true);
        var planted = new CacheDirectory(Path.Combine(folder.Path, "cache"));
        var forged = new SealedFiles(planted, CacheKey.Open(planted), clock);
        forged.Add(Name, new byte[contents.Length]);
        File.Copy(forged.PathOf(Name), files.PathOf(Name), overwrite: true);
        File.Copy(forged.PathOf(Name) + ".seal", files.PathOf(Name) + ".seal", overwrite: true);

        AssertMissing(files);
    }

    [Theory]
    [InlineData("longer")]
    [InlineData("shorter")]
    [InlineData("sparse")]
    [InlineData("pipe")]
    [InlineData("folder")]
    [InlineData("link")]
    [InlineData("hard link")]
    [InlineData("writable")]
    public void What_is_no_file_of_ours_counts_as_missing(string kind)
    {
        var files = Checked(wasChecked: true);
        var path = files.PathOf(Name);
        switch (kind)
        {
            case "longer":
                File.AppendAllText(path, "x");
                break;
            case "shorter":
            case "sparse":
                using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write))
                {
                    RandomAccess.SetLength(file, kind == "shorter" ? 10 : 8L << 40);
                }

                break;
            case "pipe":
                File.Delete(path);
                Run("mkfifo", path);
                break;
            case "folder":
                File.Delete(path);
                Directory.CreateDirectory(path);
                break;
            case "link":
                File.Move(path, path + ".moved");
                File.CreateSymbolicLink(path, path + ".moved");
                break;
            case "hard link":
                Run("ln", path, path + ".other");
                break;
            default:
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.OtherWrite);
                break;
        }

        AssertMissing(files);
    }

    [Fact]
    public void What_was_opened_keeps_its_bytes_whatever_becomes_of_the_file()
    {
        var files = Checked(wasChecked: true);
        using var opened = files.OpenUnchangeable(Name, mayHold: false)!;
        using (var file = File.OpenHandle(files.PathOf(Name), FileMode.Open, FileAccess.Write))
        {
            RandomAccess.Write(file, new byte[1000], 500_000);
            RandomAccess.SetLength(file, 600_000);
        }

        Assert.Equal(contents, All(opened));
        Assert.ThrowsAny<Exception>(() =>
        {
            using var again = File.OpenHandle(RealPath.InProcess(opened), FileMode.Open, FileAccess.ReadWrite);
            RandomAccess.Write(again, [1], 0);
        });
        Assert.Equal(contents, All(opened));
    }

    [Fact]
    public void Nobody_can_open_a_file_for_writing_that_is_held()
    {
        var signals = 0;
        using var survive = PosixSignalRegistration.Create((PosixSignal)29, context =>
        {
            context.Cancel = true;
            Interlocked.Increment(ref signals);
        });
        var files = Checked(wasChecked: true);
        using (var probe = RegularFile.Open(files.PathOf(Name)))
        {
            Assert.SkipUnless(LibC.TryHold(probe), "the file system has no leases");
        }

        const int writing = 0x801; // O_WRONLY, O_NONBLOCK
        using (files.OpenUnchangeable(Name, mayHold: true))
        {
            using var refused = LibC.Open(files.PathOf(Name), writing, 0);
            Assert.True(refused.IsInvalid);
            SpinWait.SpinUntil(() => Volatile.Read(ref signals) > 0, TimeSpan.FromMinutes(2));
            Assert.Equal(1, signals);
        }

        using var allowed = LibC.Open(files.PathOf(Name), writing, 0);
        Assert.False(allowed.IsInvalid);

        // Who has it open for writing could change it later: it is copied.
        Assert.Equal(contents, Open(files, mayHold: true));
    }

    [Fact]
    public void A_file_that_changed_just_now_is_not_remembered_as_checked()
    {
        var files = New();
        files.Add(Name, contents);
        var seal = File.ReadAllBytes(files.PathOf(Name) + ".seal");
        Assert.NotNull(files.Read(Name, contents.Length));
        Assert.Equal(seal, File.ReadAllBytes(files.PathOf(Name) + ".seal"));

        clock.Now += TimeSpan.FromMinutes(1);
        Assert.NotNull(files.Read(Name, contents.Length));
        Assert.NotEqual(seal, File.ReadAllBytes(files.PathOf(Name) + ".seal"));
    }

    [Fact]
    public void Two_keys_in_one_cache_do_not_replace_each_others_files()
    {
        var (first, second) = (New("keys-1"), New("keys-2"));
        first.Add(Name, contents);
        second.Add(Name, new byte[10]);

        Assert.Equal(contents, first.Read(Name, contents.Length));
        Assert.Equal(new byte[10], second.Read(Name, contents.Length));
    }

    private SealedFiles New(string keys = "keys")
    {
        var directory = new CacheDirectory(Path.Combine(folder.Path, "cache"));
        directory.Ensure();
        return new SealedFiles(directory, CacheKey.Open(new CacheDirectory(Path.Combine(folder.Path, keys))), clock);
    }

    private SealedFiles Checked(bool wasChecked)
    {
        var files = New();
        files.Add(Name, contents);
        clock.Now += TimeSpan.FromMinutes(1);
        if (wasChecked)
        {
            Assert.NotNull(files.Read(Name, contents.Length));
        }

        return files;
    }

    private void AssertMissing(SealedFiles files)
    {
        Assert.Null(files.Read(Name, contents.Length));
        Assert.Null(files.OpenUnchangeable(Name, mayHold: false));
        Assert.Null(files.OpenUnchangeable(Name, mayHold: true));
    }

    private static byte[] Open(SealedFiles files, bool mayHold)
    {
        using var file = files.OpenUnchangeable(Name, mayHold);
        Assert.NotNull(file);
        return All(file);
    }

    private static byte[] All(Microsoft.Win32.SafeHandles.SafeFileHandle file) => RegularFile.Read(file, "", 10_000_000);

    private static void Run(string program, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private sealed class Clock : TimeProvider
    {
        internal DateTimeOffset Now { get; set; } = System.GetUtcNow();

        public override DateTimeOffset GetUtcNow() => Now;
    }
}

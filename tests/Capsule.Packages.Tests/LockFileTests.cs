using Capsule.Packages.Locking;
using Capsule.Runtime.Locking;
using CsCheck;

namespace Capsule.Packages.Tests;

public sealed class LockFileTests
{
    private static readonly string Hash = new('a', 64);

    private static readonly Gen<LockedPackage> Packages =
        from name in Gen.String[Gen.Char["abcxyz019"], 1, 8]
        from version in Gen.String[Gen.Char["0123456789.+ab"], 1, 10]
        from hash in Gen.String[Gen.Char["0123456789abcdef"], 64, 64]
        select new LockedPackage(name, version, new Uri($"https://h.example/f%20o/{name}-1-py3-none-any.whl"), hash, []);

    [Fact]
    public void What_is_written_is_read_back_and_written_the_same() =>
        Gen.Select(Packages.Array[0, 8], Gen.String[Gen.Char["ab\"\\[]=>1\u007f"], 0, 6].Array[0, 4]).Sample((packages, requirements) =>
        {
            PackageLock written = new(requirements, "3.14", [.. packages.DistinctBy(package => package.Name).OrderBy(package => package.Name, StringComparer.Ordinal)]);
            using var folder = new TemporaryFolder();
            var path = Path.Combine(folder.Path, LockFile.FileName);
            LockFile.Write(path, written);
            var read = LockFile.Read(path).OrThrow()!;

            Assert.Equal(written.Requirements, read.Requirements);
            Assert.Equal(written.Packages.Select(package => (package.Name, package.Version, package.Url, package.Sha256)), read.Packages.Select(package => (package.Name, package.Version, package.Url, package.Sha256)));
            Assert.Equal(LockFile.Format(written), LockFile.Format(read));
        }, seed: "0N0XIzNsQ0O2", iter: 100);

    [Fact]
    public void No_file_is_no_lock()
    {
        using var folder = new TemporaryFolder();

        Assert.Null(LockFile.Read(Path.Combine(folder.Path, LockFile.FileName)).OrThrow());
    }

    [Theory]
    [InlineData("")]
    [InlineData("lock-version = \"9.0\"\n")]
    [InlineData("[[packages]\n")]
    [InlineData("\0")]
    public void Something_else_is_refused_with_the_way_out(string text) => Assert.Contains("capsule lock", Read(text).Failure?.Message ?? "", StringComparison.Ordinal);

    [Theory]
    [InlineData("sha256 = \"" + "a", "sha256 = \"A")]
    [InlineData("https://h.example", "file://h.example")]
    [InlineData("https://h.example", "ftp://h.example")]
    [InlineData("name = \"alpha\"\nversion", "name = \"../alpha\"\nversion")]
    [InlineData("version = \"1.0\"", "version = \"1.0/../..\"")]
    [InlineData("alpha-1.0-py3-none-any.whl\", h", "alpha-1.0-cp314-cp314-linux_x86_64.whl\", h")]
    [InlineData("alpha-1.0-py3-none-any.whl\", h", "alpha-1.0.tar.gz\", h")]
    [InlineData("{ name = \"beta\" }", "{ name = \"gone\" }")]
    [InlineData("name = \"beta\"\nversion", "name = \"alpha\"\nversion")]
    [InlineData("name = \"beta\"\nversion", "name = \"gamma\"\nname = \"beta\"\nversion")]
    public void A_lock_of_a_stranger_is_checked(string old, string changed)
    {
        var text = LockFile.Format(new PackageLock(
            ["alpha"], "3.14",
            [
                new LockedPackage("alpha", "1.0", new Uri("https://h.example/alpha-1.0-py3-none-any.whl"), Hash, ["beta"]),
                new LockedPackage("beta", "2.0", new Uri("https://h.example/beta-2.0-py3-none-any.whl"), Hash, []),
            ]));
        Assert.Null(Read(text).Failure);
        Assert.Contains(old, text, StringComparison.Ordinal);

        Assert.Equal(ErrorType.ConfigError, Read(text.Replace(old, changed, StringComparison.Ordinal)).Failure?.Type);
    }

    [Fact]
    public void A_tree_opens_each_package_once_and_ends_in_circles()
    {
        LockedPackage Package(string name, params string[] needs) => new(name, "1", new Uri("https://h.example/a-1-py3-none-any.whl"), Hash, needs);
        PackageLock packages = new(["a>=1", "b"], "3.14", [Package("a", "b", "c"), Package("b", "c"), Package("c", "a")]);

        Assert.Equal(
            [(0, "a", false), (1, "b", false), (2, "c", false), (3, "a", true), (1, "c", true), (0, "b", true)],
            PackageTree.Lines(packages).Select(line => (line.Depth, line.Package.Name, line.IsRepeated)));
    }

    private static Outcome<PackageLock?> Read(string text)
    {
        using var folder = new TemporaryFolder();
        return LockFile.Read(folder.Write(LockFile.FileName, text));
    }
}

using Capsule.Guests.Abstractions;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Sessions;

/// <summary>Which files a cell is said to have written.</summary>
public sealed class WrittenFileTests(RuntimeFixture fixture)
{
    [Fact]
    public async Task A_cell_tells_the_files_that_it_made_or_changed()
    {
        await using var session = await fixture.Runtime.SessionAsync();
        Assert.Equal(["a.txt:1", "d/e/b:2"], await WrittenAsync(session, "import os\nopen('a.txt', 'w').write('x')\nos.makedirs('d/e')\nopen('d/e/b', 'w').write('xy')"));
        Assert.Empty(await WrittenAsync(session, "open('a.txt').read(), os.listdir('d')"));
        Assert.Equal(["a.txt:2"], await WrittenAsync(session, "open('a.txt', 'a').write('y')"));
        Assert.Equal(["c:2"], await WrittenAsync(session, "os.rename('a.txt', 'c')"));
        Assert.Empty(await WrittenAsync(session, "os.remove('c')\nopen('/tmp/t', 'w').write('x')"));
        Assert.Equal(["d/e/b:2"], await WrittenAsync(session, "open('d/e/b', 'r+').write('yx')\nos.utime('d/e/b', (1, 1))"));
        Assert.Equal(["f:1"], await WrittenAsync(session, "open('f', 'w').write('x')\n1 / 0"));
    }

    [Fact]
    public async Task What_the_host_writes_is_not_of_a_cell()
    {
        await using var session = await fixture.Runtime.SessionAsync();
        await session.WriteFileAsync("in.txt", "x"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.Equal(["out.txt:1"], await WrittenAsync(session, "open('out.txt', 'w').write(open('in.txt').read())"));
        await using var fork = await session.ForkAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["g:1"], await WrittenAsync(fork, "open('g', 'w').write('x')"));
        Assert.Empty(await WrittenAsync(session, "1"));
    }

    [Fact]
    public async Task Links_and_granted_folders_are_none_of_them()
    {
        using var folder = new TemporaryFolder();
        await using var session = await fixture.Runtime.SessionAsync(SessionOptions.Default with
        {
            Mounts = [new FolderMount { HostPath = folder.Path, GuestPath = "out", IsWritable = true }],
        });
        Assert.Equal(
            ["mine:1"],
            await WrittenAsync(session, "import os\nopen('out/file', 'w').write('x')\nos.symlink('out', 'way')\nos.symlink('/etc/hostname', 'name')\nopen('mine', 'w').write('x')"));
    }

    [Fact]
    public async Task A_cell_that_was_undone_wrote_nothing()
    {
        await using var session = await fixture.Runtime.SessionAsync();
        var result = await session.DoAsync("import os\nopen('a', 'w').write('x')\nos._exit(1)");
        Assert.False(result.IsStateKept);
        Assert.Empty(result.Files);
        Assert.Equal(["a:1"], await WrittenAsync(session, "open('a', 'w').write('x')"));
    }

    [Fact]
    public async Task There_may_be_more_files_than_are_listed_or_known()
    {
        await using var session = await fixture.Runtime.SessionAsync();
        var many = await session.DoAsync("for i in range(1500): open(f'{i:05}', 'w').close()");
        Assert.Equal((1000, 500), (many.Files.Count, many.OmittedFiles));
        Assert.Equal(["new:1"], await WrittenAsync(session, "open('new', 'w').write('x')"));
        await session.DoAsync("import os\nos.mkdir('d')\nfor i in range(12_000): open(f'd/{i}', 'w').close()");
        Assert.All(await WrittenAsync(session, "open('newer', 'w').write('x')"), file => Assert.Equal("newer:1", file));
    }

    private static async Task<string[]> WrittenAsync(CapsuleSession session, string source) =>
        [.. (await session.DoAsync(source)).Files.Select((GuestFile file) => $"{file.Path}:{file.Size}")];
}

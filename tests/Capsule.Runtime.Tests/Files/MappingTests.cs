using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Files;

/// <summary>Files in memory (<c>mmap</c>): each body gives true in plain Python on Linux, too.</summary>
public sealed class MappingTests(RuntimeFixture fixture)
{
    public static TheoryData<string, string> Uses
    {
        get
        {
            var uses = new TheoryData<string, string>();
            foreach (var (what, body) in Bodies)
            {
                uses.Add($"{what}, in a granted folder", $"base = 'data'\n{body}");
                uses.Add($"{what}, in a private one", $"base = '/tmp'\n{body}");
            }

            return uses;
        }
    }

    private static (string What, string Body)[] Bodies =>
    [
        ("a mapping keeps its file when the descriptor stands for another",
            "fd = os.open(make('a', b'abc'), os.O_RDWR)\nm = mmap.mmap(fd, 0)\nos.close(fd)\nother = os.open(make('b', b'OTHER'), os.O_RDWR)\nm[0:1] = b'!'\nm.close()\nos.close(other)\nreturn (read('a'), read('b')) == (b'!bc', b'OTHER')"),
        ("a mapping keeps its file when that is removed",
            "with open(make('a', b'abc'), 'r+b') as f: m = mmap.mmap(f.fileno(), 0)\nos.remove(path('a'))\nmake('a', b'new')\nm[0:1] = b'!'\nm.flush()\nreturn m[:] == b'!bc' and read('a') == b'new'"),
        ("a mapping that is not changed changes nothing",
            "with open(make('a', b'abc' * 5000), 'r+b') as f: m = mmap.mmap(f.fileno(), 0)\nmake('a', b'new')\nm.close()\nreturn read('a') == b'new'"),
        ("what is written to the file is seen in the mapping",
            "f = open(make('a', b'abc' * 5000), 'r+b', buffering=0)\nm = mmap.mmap(f.fileno(), 0)\nf.seek(6000)\nf.write(b'NEW')\nreturn m[5999:6004] == b'cNEWa'"),
        ("what is written to the mapping is seen in the file",
            "f = open(make('a', b'abc' * 5000), 'r+b')\nm = mmap.mmap(f.fileno(), 0)\nm[6000:6003] = b'NEW'\nreturn read('a')[5999:6004] == b'cNEWa'"),
        ("the file and the mapping written in turns keep both",
            "f = open(make('a', bytes(10000)), 'r+b', buffering=0)\nm = mmap.mmap(f.fileno(), 0)\nm[1:2] = b'm'\nf.seek(2)\nf.write(b'f')\nm[3:4] = b'm'\nm.close()\nreturn read('a')[:5] == b'\\0mfm\\0'"),
        ("two mappings of the same bytes are one",
            "a = open(make('a', bytes(9000)), 'r+b')\nb = open(path('a'), 'r+b')\nm, n = mmap.mmap(a.fileno(), 0), mmap.mmap(b.fileno(), 0)\nm[0:1] = b'm'\nn[1:2] = b'n'\nseen = m[:2], n[:2]\nm.close()\nn[2:3] = b'o'\nn.close()\nreturn seen == (b'mn', b'mn') and read('a')[:4] == b'mno\\0'"),
        ("a mapping to read that ends leaves the one to write",
            "with open(make('a', b'abc'), 'rb') as f: m = mmap.mmap(f.fileno(), 0, access=mmap.ACCESS_READ)\nwith open(path('a'), 'r+b') as f: n = mmap.mmap(f.fileno(), 0)\nm.close()\nn[0:1] = b'!'\nn.flush()\nseen = read('a')\nn[1:2] = b'!'\nn.close()\nreturn (seen, read('a')) == (b'!bc', b'!!c')"),
        ("a mapping to write that ends leaves the one to read",
            "with open(make('a', b'abc'), 'r+b') as f: n = mmap.mmap(f.fileno(), 0)\nwith open(path('a'), 'rb') as f: m = mmap.mmap(f.fileno(), 0, access=mmap.ACCESS_READ)\nn[0:1] = b'!'\nn.close()\nseen = read('a')\nmake('a', b'new')\nthen = m[:]\nm.close()\nreturn (seen, then, read('a')) == (b'!bc', b'new', b'new')"),
        ("a part can be synchronised",
            "f = open(make('a', bytes(20000)), 'r+b')\nm = mmap.mmap(f.fileno(), 0)\nm[9000:9001] = b'x'\nm.flush(8192, 4096)\nreturn read('a')[9000:9001] == b'x'"),
        ("a private mapping is nobody's but the task's",
            "f = open(make('a', b'abc'), 'r+b')\nm = mmap.mmap(f.fileno(), 0, access=mmap.ACCESS_COPY)\nm[0:1] = b'!'\nm.flush()\nm.close()\nreturn read('a') == b'abc'"),
        ("a mapping to read is none to write",
            "f = open(make('a', b'abc'), 'rb')\nm = mmap.mmap(f.fileno(), 0, access=mmap.ACCESS_READ)\ntry:\n    m[0] = 1\nexcept TypeError:\n    return m[:] == b'abc' and read('a') == b'abc'"),
        ("what lies beyond a file that was shortened is not written",
            "f = open(make('a', bytes(10000)), 'r+b')\nm = mmap.mmap(f.fileno(), 0)\nos.truncate(path('a'), 5)\nm[1:2] = b'x'\nm.close()\nreturn read('a') == b'\\0x\\0\\0\\0'"),
        ("a file that was emptied and written anew keeps what is new",
            "f = open(make('a', b'old' * 3000), 'r+b')\nm = mmap.mmap(f.fileno(), 0)\nm[0:3] = b'OLD'\nmake('a', b'new' * 3000)\nm.close()\nreturn read('a') == b'new' * 3000"),
        ("a mapping of a file that appends is written in its place",
            "make('a', b'abc')\nfd = os.open(path('a'), os.O_RDWR | os.O_APPEND)\nm = mmap.mmap(fd, 0)\nm[1:2] = b'X'\nm.close()\nreturn read('a') == b'aXc'"),
        ("a mapping from the middle of a file",
            "size = mmap.ALLOCATIONGRANULARITY\nf = open(make('a', bytes(2 * size)), 'r+b')\nm = mmap.mmap(f.fileno(), 10, offset=size)\nn = mmap.mmap(f.fileno(), 0)\nm[0:1] = b'x'\nm.flush()\nn.flush()\nseen = n[size:size + 2]\nn[size + 1:size + 2] = b'y'\nn.close()\nm.close()\nreturn seen == b'x\\0' and read('a')[size:size + 3] == b'xy\\0'"),
        ("a hundred mappings, closed in any order",
            "import random\nf = open(make('a', bytes(10000)), 'r+b')\nall = [mmap.mmap(f.fileno(), 10000 if i % 2 else 5000) for i in range(100)]\nfor i, m in enumerate(all): m[50 * i] = i\nrandom.Random(1).shuffle(all)\nfor m in all: m.close()\nreturn all is not None and [read('a')[50 * i] for i in range(100)] == list(range(100))"),
        ("random writes to a file and to mappings of it are those to one array of bytes",
            """
            import random
            r, size = random.Random(7), mmap.ALLOCATIONGRANULARITY
            model, maps = bytearray(3 * size), []
            f = open(make('a', bytes(model)), 'r+b', buffering=0)
            for step in range(600):
                what = r.randrange(6)
                if what == 0 and len(maps) < 8:
                    start = size * r.randrange(3)
                    length = r.randrange(1, 3 * size - start + 1)
                    maps.append((start, length, mmap.mmap(f.fileno(), length, offset=start)))
                elif what == 1 and maps:
                    maps.pop(r.randrange(len(maps)))[2].close()
                elif what == 2:
                    at, data = r.randrange(3 * size - 10), r.randbytes(10)
                    os.pwrite(f.fileno(), data, at)
                    model[at:at + 10] = data
                elif what in (3, 4) and maps:
                    start, length, m = r.choice(maps)
                    at, value = r.randrange(length), r.randrange(256)
                    m[at] = model[start + at] = value
                elif os.pread(f.fileno(), 3 * size, 0) != model:
                    return ['file', step]
                elif any(m[:] != model[start:start + length] for start, length, m in maps):
                    return ['mapping', step]
            return True
            """),
        ("a mapping without a file",
            "m = mmap.mmap(-1, 100)\nm[0:1] = b'x'\nm.flush()\nreturn m[:2] == b'x\\0'"),
    ];

    [Theory]
    [MemberData(nameof(Uses))]
    public async Task It_works(string what, string body)
    {
        using var project = new Project(fixture.Runtime);
        var envelope = await project.RunAsync(
            "import mmap\npath = lambda name: f'{base}/{name}'\nread = lambda name: open(path(name), 'rb').read()\ndef make(name, data):\n    with open(path(name), 'wb') as file: file.write(data)\n    return path(name)\n" + body);

        Assert.True("true" == envelope.Json(), $"{what}: {envelope.Error?.Message}");
    }

    [Theory]
    [InlineData("return 1")]
    [InlineData("raise ValueError")]
    [InlineData("os._exit(3)")]
    public async Task What_a_task_wrote_to_a_mapping_is_in_the_file_when_it_ends(string end)
    {
        using var project = new Project(fixture.Runtime);
        project.Write("data/a", "abc");
        await project.RunAsync($"import mmap\nfd = os.open('data/a', os.O_RDWR)\nm = mmap.mmap(fd, 0)\nos.close(fd)\nm[0:1] = b'!'\n{end}");

        Assert.Equal("!bc", project.Read("data/a"));
    }

    [Fact]
    public async Task A_mapping_goes_along_with_a_session_that_is_saved_and_with_one_that_is_forked()
    {
        await using var session = await fixture.Runtime.SessionAsync();
        await session.DoAsync(
            "import mmap, os\nopen('/tmp/a', 'wb').write(bytes(9000))\nfd = os.open('/tmp/a', os.O_RDWR)\nm = mmap.mmap(fd, 0)\nos.close(fd)\nm[0:1] = b'1'");
        var snapshot = (await session.TrySnapshotAsync(TestContext.Current.CancellationToken)).Get();
        await session.ReprAsync("m[1:2] = b'2'\nm.close()");
        await using var fork = await fixture.Runtime.SessionAsync(from: snapshot);

        Assert.Equal("b'12\\x00'", await session.ReprAsync("open('/tmp/a', 'rb').read(3)"));
        Assert.Equal("b'1\\x00\\x00'", await fork.ReprAsync("open('/tmp/a', 'rb').read(3)"));
        Assert.Equal("b'1\\x003'", await fork.ReprAsync("m[2:3] = b'3'\nm.close()\nopen('/tmp/a', 'rb').read(3)"));
    }

    [Fact]
    public async Task A_mapping_of_a_file_of_the_host_that_did_not_go_along_says_so()
    {
        using var shared = new SharedFolder(fixture.Runtime);
        await File.WriteAllTextAsync(shared.Of("a"), "abc", TestContext.Current.CancellationToken);
        await using var session = await shared.SessionAsync();
        await session.DoAsync("import mmap\nf = open('data/a', 'r+b')\nm = mmap.mmap(f.fileno(), 0)\nf.close()");
        var snapshot = (await session.TrySnapshotAsync(TestContext.Current.CancellationToken)).Get();
        await using var fork = await fixture.Runtime.SessionAsync(from: snapshot);

        Assert.Contains("Stale file handle", (await fork.DoAsync("m[0:1] = b'!'\nm.flush()")).Failure?.Message, StringComparison.Ordinal);
        Assert.Equal("abc", await File.ReadAllTextAsync(shared.Of("a"), TestContext.Current.CancellationToken));
    }
}

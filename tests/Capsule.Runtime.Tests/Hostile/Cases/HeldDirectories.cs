namespace Capsule.Runtime.Tests.Hostile.Cases;

/// <summary>
/// A task holds a directory, and somebody renames the one above it, so that the names that the task holds lead to a directory
/// that it never looked up. What it holds is then out of reach, and the other directory stays as it was.
/// </summary>
internal static class HeldDirectories
{
    /// <summary>Another task of the program: its file system knows nothing of what the first one holds.</summary>
    private const string Swap = """
        import os, errno
        @task(name='swap')
        def swap():
            os.rename('h/y', 'h/z')
            os.rename('h/x', 'h/y')

        def tried(use, *args, **kwargs):
            try:
                return 'reached: ' + repr(use(*args, **kwargs))
            except OSError as e:
                return errno.errorcode[e.errno]

        def listed(place): # the C library takes a directory that is gone for an empty one, as on Linux
            return os.listdir(place) or os.listdir('/none')
        """;

    private const string Held = """
        os.makedirs('h/y/in'); os.makedirs('h/x/in/sub'); open('h/x/in/other', 'w').write('keep')
        fd = os.open('h/y/in', os.O_RDONLY)

        """;

    private static readonly (string Name, string Use)[] Uses =
    [
        ("listing", "tried(listed, fd)"),
        ("scanning", "tried(lambda: [e.name for e in os.scandir(fd)] or os.listdir('/none'))"),
        ("reading a file", "tried(lambda: os.open('other', os.O_RDONLY, dir_fd=fd))"),
        ("writing a file", "tried(lambda: os.open('other', os.O_WRONLY | os.O_TRUNC, dir_fd=fd))"),
        ("making a file", "tried(lambda: os.open('mine', os.O_WRONLY | os.O_CREAT, dir_fd=fd))"),
        ("a file as a place", "tried(lambda: os.open('other', 0o10000000, dir_fd=fd))"),
        ("the status of a file", "tried(os.stat, 'other', dir_fd=fd)"),
        ("making a directory", "tried(os.mkdir, 'mine', dir_fd=fd)"),
        ("making a hard link", "tried(os.link, 'h/y/in/other', 'mine', dst_dir_fd=fd)"),
        ("making a hard link of a file", "tried(os.link, 'other', 'h/mine', src_dir_fd=fd)"),
        ("removing a file", "tried(os.unlink, 'other', dir_fd=fd)"),
        ("removing a directory", "tried(os.rmdir, 'sub', dir_fd=fd)"),
        ("moving a file out", "tried(os.rename, 'other', 'h/mine', src_dir_fd=fd)"),
        ("moving a file in", "tried(os.rename, 'h/file', 'mine', dst_dir_fd=fd)"),
        ("permissions of a file", "tried(os.chmod, 'other', 0, dir_fd=fd)"),
        ("times of a file", "tried(os.utime, 'other', (1, 1), dir_fd=fd)"),
        ("its own permissions", "tried(os.chmod, fd, 0)"),
        ("its own times", "tried(os.utime, fd, (1, 1))"),
        ("a directory below", "tried(lambda: os.open('sub', os.O_RDONLY, dir_fd=fd))"),
        ("the way up and down again", "tried(lambda: os.open('../in/other', os.O_RDONLY, dir_fd=fd))"),
        ("entering", "tried(os.chdir, fd) if tried(os.chdir, fd) != 'reached: None' else tried(listed, '.')"),
        ("a second descriptor", "tried(listed, os.dup(fd))"),
        ("the descriptor's name", "tried(os.listdir, f'/dev/fd/{fd}') if tried(os.listdir, f'/dev/fd/{fd}') != 'ENOTDIR' else 'ENOENT'"),
    ];

    internal static IReadOnlyList<HostileCase> All { get; } =
    [
        .. Uses.Select(use => new HostileCase($"a held directory: {use.Name}", "= \"ENOENT\"", $"{Held}open('h/file', 'w').close()\nswap()\nreturn {use.Use}") { Before = Swap }),
        new("a held directory: the current one", "= [\"ENOENT\",\"ENOENT\",\"ENOENT\"]", $"""
            {Held}os.chdir('h/y/in')
            swap()
            return [tried(listed, '.'), tried(open, 'other'), tried(os.mkdir, 'mine')]
            """) { Before = Swap },
        new("a held directory: a place only", "= \"ENOENT\"", $"""
            {Held}place = os.open('h/y/in', 0o10000000 | os.O_DIRECTORY)
            swap()
            return tried(lambda: os.open('other', os.O_RDONLY, dir_fd=place))
            """) { Before = Swap },
        new("a held directory: what its path leads to now is found", "= [\"other\",\"sub\"]", $"{Held}swap()\nreturn sorted(os.listdir('h/y/in'))") { Before = Swap },
        new("a held directory: it is itself again when it is back", "= [\"ENOENT\",[\"mine\"]]", $"""
            {Held}open('h/y/in/mine', 'w').close()
            swap()
            gone = tried(listed, fd)
            os.rename('h/y', 'h/x'); os.rename('h/z', 'h/y')
            return [gone, os.listdir(fd)]
            """) { Before = Swap },
        new("a held directory: removed and made again", "= [\"ENOENT\",\"ENOENT\"]", $"""
            {Held}again()
            return [tried(listed, fd), tried(lambda: os.open('other', os.O_RDONLY, dir_fd=fd))]
            """)
        {
            Before = Swap + "\n\n" + """
                @task(name='again')
                def again():
                    os.rename('h/y/in', 'h/y/kept'); os.mkdir('h/y/in'); open('h/y/in/other', 'w').close()
                """,
        },
    ];
}

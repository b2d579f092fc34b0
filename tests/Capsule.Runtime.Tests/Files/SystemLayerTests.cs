using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Files;

/// <summary>What the system answers as Linux does: each body gives true.</summary>
public sealed class SystemLayerTests(RuntimeFixture fixture)
{
    private const string Refused = "'processes are not available in a Capsule sandbox'";

    public static TheoryData<string, string> Answers => new()
    {
        { "times to the nanosecond", "times = 1234567891234567891, 1234567892123456789\nopen('/tmp/a', 'w').close()\nos.utime('/tmp/a', ns=times)\nopen('data/a', 'w').close()\nos.utime('data/a', ns=times)\nreturn all((s.st_atime_ns, s.st_mtime_ns) == times for s in map(os.stat, ('/tmp/a', 'data/a')))" },
        { "copies keep times", "import shutil\nopen('/tmp/a', 'w').close()\nos.utime('/tmp/a', ns=(1, 1234567891234567891))\nshutil.copy2('/tmp/a', '/tmp/b')\nshutil.copy2('/tmp/a', 'data/b')\nreturn os.stat('/tmp/b').st_mtime_ns == os.stat('data/b').st_mtime_ns == 1234567891234567891" },
        { "times of links, descriptors and names below a descriptor", "os.symlink('nowhere', '/tmp/l')\nos.utime('/tmp/l', ns=(7, 8), follow_symlinks=False)\nf = open('/tmp/a', 'w')\nos.utime(f.fileno(), ns=(5, 6))\nd = os.open('/tmp', os.O_RDONLY)\nopen('/tmp/b', 'w').close()\nos.utime('b', (1.5, 2.25), dir_fd=d)\nreturn (os.lstat('/tmp/l').st_mtime_ns, os.stat('/tmp/a').st_mtime_ns, os.stat('/tmp/b').st_mtime) == (8, 6, 2.25)" },
        { "times are refused with their names", "import errno\ntry:\n    os.utime('/tmp/none')\nexcept FileNotFoundError as error:\n    return error.filename == '/tmp/none'" },
        { "arguments of utime", "def fails(error, *a, **k):\n    try:\n        os.utime(*a, **k)\n    except error:\n        return True\nreturn all([fails(TypeError, '/tmp', (1,)), fails(TypeError, '/tmp', [1, 2]), fails(ValueError, '/tmp', (1, 2), ns=(1, 2)), fails(TypeError, None), fails(ValueError, 'a\\0b'), fails(OverflowError, '/tmp', (1e300, 0)), fails(ValueError, '/tmp', (float('nan'), 0)), fails(OSError, 99)])" },
        { "users and groups are one", "import grp, pwd\nopen('/tmp/a', 'w').close()\ns = os.stat('/tmp/a')\nos.chown('/tmp/a', os.getuid(), os.getgid())\nreturn os.getgid() == os.getegid() == s.st_gid == grp.getgrnam('capsule').gr_gid and os.geteuid() == s.st_uid == pwd.getpwnam('capsule').pw_uid and grp.getgrgid(os.getgid()).gr_name == 'capsule' and os.getgroups() == [os.getgid()]" },
        { "arguments of pwd and grp", "import grp, pwd\ndef fails(error, call, *a):\n    try:\n        call(*a)\n    except error:\n        return True\nreturn all([fails(TypeError, pwd.getpwuid, '1000'), fails(TypeError, pwd.getpwuid, 3.5), fails(TypeError, pwd.getpwnam, 5), fails(TypeError, pwd.getpwnam, b'capsule'), fails(ValueError, pwd.getpwnam, 'a\\0b'), fails(KeyError, pwd.getpwuid, 2**128), fails(TypeError, grp.getgrgid, '1'), fails(TypeError, grp.getgrnam, 5), fails(ValueError, grp.getgrnam, 'a\\0b'), fails(KeyError, grp.getgrgid, -1)])" },
        { "login", "import getpass\nreturn os.getlogin() == getpass.getuser() == 'capsule'" },
        { "an interrupt", "import signal\ntry:\n    signal.raise_signal(signal.SIGINT)\nexcept KeyboardInterrupt:\n    return signal.getsignal(signal.SIGINT) is signal.default_int_handler" },
        { "a signal to itself", "import signal\ngot = []\nsignal.signal(signal.SIGUSR1, lambda number, frame: got.append(number))\nos.kill(os.getpid(), signal.SIGUSR1)\nos.kill(os.getpid(), 0)\nreturn got == [signal.SIGUSR1]" },
        { "the user root", "import grp, pwd, os\nreturn pwd.getpwuid(0) == pwd.getpwnam('root') == pwd.getpwall()[0] and grp.getgrgid(0) == grp.getgrnam('root') and (pwd.getpwuid(os.getuid()).pw_name, len(pwd.getpwall()), len(grp.getgrall())) == ('capsule', 2, 2)" },
        { "a disk that is used", "import shutil\nopen('/tmp/a', 'w').write('x')\nreturn 0 < shutil.disk_usage('/tmp').used < 1 << 20" },
        { "select with a list that changes", "import select, sys\nfiles = []\nclass F:\n    def fileno(self):\n        del files[-1]\n        return sys.__stdout__.fileno()\nfiles[:] = [F()] * 10\nready = select.select([], files, [])\nreturn ready == ([], files[:5], []) and select.select((), iter([1, sys.__stdout__]), [])[1] == [1, sys.__stdout__]" },
        { "a closed database of keys", "import dbm.sqlite3\ndb = dbm.sqlite3.open('/tmp/s', 'c')\ndb['a'] = db['b'] = 'x'\nkeys = iter(db)\nnext(keys)\ndb.close()\ntry:\n    next(keys)\nexcept dbm.sqlite3.error:\n    return True" },
        { "disk usage counts", "import shutil\nbefore = shutil.disk_usage('/tmp')\nopen('/tmp/a', 'wb').write(bytes(1 << 20))\nafter = shutil.disk_usage('/tmp')\nfirst = shutil.disk_usage('data')\nopen('data/a', 'wb').write(bytes(1 << 20))\nsecond = shutil.disk_usage('data')\nreturn after.used - before.used >= 1 << 20 and second.used - first.used == first.free - second.free == 1 << 20" },
        { "select finds a closed descriptor", "import select, errno\nr, w = os.pipe()\nos.close(r)\ntry:\n    select.select([r], [], [], 0)\nexcept OSError as error:\n    return error.errno == errno.EBADF" },
        { "select finds what is ready", "import select\nr, w = os.pipe()\nbefore = select.select([r], [w], [], 0)\nos.write(w, b'x')\nreturn before == ([], [w], []) and select.select([r], [], [], 0) == ([r], [], [])" },
        { "poll finds a closed descriptor", "import select\nr, w = os.pipe()\nos.close(r)\np = select.poll()\np.register(r)\nreturn p.poll(0) == [(r, select.POLLNVAL)]" },
        { "process times", "import time\nstart = os.times()\nend = time.process_time() + 0.05\nwhile time.process_time() < end: pass\nend = os.times()\nreturn end.user - start.user >= 0.04 and end.elapsed > start.elapsed" },
        { "change to a descriptor", "import errno\ndef fails(number, fd):\n    try:\n        os.fchdir(fd)\n    except OSError as error:\n        return error.errno == number\nopen('/tmp/a', 'w').close()\nd = os.open('/tmp', os.O_RDONLY)\nos.fchdir(d)\nreturn os.getcwd() == '/tmp' and fails(errno.EBADF, 99) and fails(errno.ENOTDIR, os.open('/tmp/a', os.O_RDONLY))" },
        { "what is not supported has a number that Python knows", "import errno\nf = open('/tmp/a', 'w')\nos.symlink('x', '/tmp/l')\ntry:\n    os.chmod('/tmp/l', 0o600, follow_symlinks=False)\nexcept (NotImplementedError, OSError) as error:\n    return isinstance(error, NotImplementedError) or error.errno == errno.ENOTSUP" },
        { "a device cannot be mapped", "import mmap, errno\ntry:\n    mmap.mmap(os.open('/tmp', os.O_RDONLY), 10, access=mmap.ACCESS_READ)\nexcept OSError as error:\n    return error.errno in (errno.ENODEV, errno.EACCES, errno.EISDIR, errno.EINVAL)" },
        { "databases of keys and values", "import dbm, dbm.dumb, dbm.sqlite3\nwith dbm.dumb.open('/tmp/d') as d:\n    d['a'] = 'x' * 600\n    d[b'b'] = b'y'\n    d['a'] = 'z' * 700\n    del d['b']\nwith dbm.open('/tmp/d') as d:\n    kept = dict(d.items())\nwith dbm.open('/tmp/s', 'c') as d:\n    d['k'] = b'v'\nreturn kept == {b'a': b'z' * 700} and (dbm.whichdb('/tmp/d'), dbm.whichdb('/tmp/s'), dbm.whichdb('/tmp/none')) == ('dbm.dumb', 'dbm.sqlite3', None) and dbm.open('/tmp/s')['k'] == b'v'" },
        { "implementations in Python", "import _pydecimal, decimal\nfrom zoneinfo import ZoneInfo, _zoneinfo\nreturn _pydecimal.Decimal('0.1') + _pydecimal.Decimal('0.2') == decimal.Decimal('0.3') and _zoneinfo.ZoneInfo('Europe/Paris').key == 'Europe/Paris'" },
    };

    public static TheoryData<string> Processes =>
    [
        "os.fork()", "os.execv('/bin/sh', ['sh'])", "os.execvp('sh', ['sh'])", "os.spawnv(os.P_WAIT, '/bin/sh', ['sh'])",
        "os.popen('ls')", "os.system('ls')", "os.kill(1, 9)", "os.killpg(1, 9)",
        "__import__('subprocess').run(['ls'])",
        "__import__('multiprocessing').Process(target=print).start()", "__import__('multiprocessing').Pool(2)",
        "__import__('multiprocessing').Queue()", "__import__('multiprocessing').Lock()", "__import__('multiprocessing').Event()",
        "__import__('multiprocessing').Manager()",
        "__import__('multiprocessing.shared_memory').shared_memory.SharedMemory(create=True, size=1)",
        "__import__('multiprocessing.shared_memory').shared_memory.ShareableList([1])",
        "__import__('concurrent.futures').futures.ProcessPoolExecutor().submit(abs, 1)",
    ];

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task It_answers_as_Linux(string what, string body)
    {
        using var project = new Project(fixture.Runtime);
        var envelope = await project.RunAsync(body);

        Assert.True("true" == envelope.Json(), $"{what}: {envelope.Json()} {envelope.Error?.Message}");
    }

    [Theory]
    [MemberData(nameof(Processes))]
    public async Task Processes_are_refused_in_plain_words(string call)
    {
        using var project = new Project(fixture.Runtime);
        var envelope = await project.RunAsync($"import errno\ntry:\n    {call}\nexcept PermissionError as error:\n    return error.errno == errno.EPERM and error.strerror == {Refused}");

        Assert.True("true" == envelope.Json(), $"{envelope.Json()} {envelope.Error?.Message}");
    }

    /// <summary>The host's numbers are those of the guest's C library, under the same names.</summary>
    [Fact]
    public async Task Every_error_number_that_the_host_answers_is_one_that_Python_knows()
    {
        var names = new Dictionary<string, string>
        {
            ["AccessDenied"] = "EACCES",
            ["TryAgain"] = "EAGAIN",
            ["BadDescriptor"] = "EBADF",
            ["Busy"] = "EBUSY",
            ["Deadlock"] = "EDEADLK",
            ["Exists"] = "EEXIST",
            ["BadAddress"] = "EFAULT",
            ["FileTooBig"] = "EFBIG",
            ["IllegalSequence"] = "EILSEQ",
            ["Interrupted"] = "EINTR",
            ["Invalid"] = "EINVAL",
            ["InputOutput"] = "EIO",
            ["IsDirectory"] = "EISDIR",
            ["TooManyLinks"] = "ELOOP",
            ["TooManyOpenFiles"] = "EMFILE",
            ["TooManyNames"] = "EMLINK",
            ["NameTooLong"] = "ENAMETOOLONG",
            ["NoDevice"] = "ENODEV",
            ["NoEntry"] = "ENOENT",
            ["NoLocks"] = "ENOLCK",
            ["NoMemory"] = "ENOMEM",
            ["NoSpace"] = "ENOSPC",
            ["NotImplemented"] = "ENOSYS",
            ["NotDirectory"] = "ENOTDIR",
            ["NotEmpty"] = "ENOTEMPTY",
            ["NotSocket"] = "ENOTSOCK",
            ["NotSupported"] = "ENOTSUP",
            ["NotTerminal"] = "ENOTTY",
            ["Overflow"] = "EOVERFLOW",
            ["NotPermitted"] = "EPERM",
            ["BrokenPipe"] = "EPIPE",
            ["Range"] = "ERANGE",
            ["ReadOnly"] = "EROFS",
            ["IllegalSeek"] = "ESPIPE",
            ["Stale"] = "ESTALE",
            ["TextFileBusy"] = "ETXTBSY",
            ["CrossDevice"] = "EXDEV",
        };
        var values = Enum.GetValues<Guests.FileSystem.Errno>().Where(value => value != 0).ToArray();
        var expected = string.Join(", ", values.Select(value => $"{(int)value}"));
        using var project = new Project(fixture.Runtime);
        var envelope = await project.RunAsync(
            $"import errno\nreturn ', '.join(str(getattr(errno, name)) for name in [{string.Join(", ", values.Select(value => $"'{names[value.ToString()]}'"))}])");

        Assert.Equal($"\"{expected}\"", envelope.Json());
    }
}

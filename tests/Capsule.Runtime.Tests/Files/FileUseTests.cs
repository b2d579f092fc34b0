using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Files;

/// <summary>A granted folder works as a folder works on Linux: each body gives true in plain Python, too.</summary>
public sealed class FileUseTests(RuntimeFixture fixture)
{
    public static TheoryData<string, string> Uses => new()
    {
        { "read text", "open('data/a', 'w').write('héé\\n')\nreturn open('data/a').read() == 'héé\\n'" },
        { "write bytes", "open('data/a', 'wb').write(bytes(range(256)))\nreturn open('data/a', 'rb').read() == bytes(range(256))" },
        { "append", "open('data/a', 'w').write('1')\nopen('data/a', 'a').write('2')\nf = open('data/a', 'ab')\nf.write(b'3')\nf.close()\nreturn open('data/a').read() == '123'" },
        { "append after seek", "f = open('data/a', 'a+')\nf.write('12')\nf.seek(0)\nf.write('3')\nf.seek(0)\nreturn f.read() == '123'" },
        { "read and write", "open('data/a', 'w').write('abc')\nf = open('data/a', 'r+')\nf.seek(1)\nf.write('X')\nf.seek(0)\nreturn f.read() == 'aXc'" },
        { "write and read", "f = open('data/a', 'w+')\nf.write('abc')\nf.seek(0)\nreturn f.read() == 'abc'" },
        { "exclusive", "open('data/a', 'x').close()\ntry:\n    open('data/a', 'x')\nexcept FileExistsError:\n    return True" },
        { "truncates", "open('data/a', 'w').write('abc')\nopen('data/a', 'w').close()\nreturn os.path.getsize('data/a') == 0" },
        { "unbuffered", "f = open('data/a', 'wb', buffering=0)\nn = f.write(b'abc')\nreturn n == 3 and os.path.getsize('data/a') == 3" },
        { "lines", "open('data/a', 'w').writelines(f'{i}\\n' for i in range(1000))\nreturn sum(int(x) for x in open('data/a')) == 499500" },
        { "truncate", "open('data/a', 'w').write('abcdef')\nos.truncate('data/a', 3)\nf = open('data/a', 'r+')\nf.truncate(1)\nf.close()\nreturn open('data/a').read() == 'a'" },
        { "lengthen", "f = open('data/a', 'wb')\nf.truncate(10)\nf.close()\nreturn open('data/a', 'rb').read() == bytes(10)" },
        { "seek beyond", "f = open('data/a', 'wb')\nf.seek(5)\nf.write(b'x')\nf.close()\nreturn open('data/a', 'rb').read() == bytes(5) + b'x'" },
        { "pread", "open('data/a', 'w').write('abcdef')\nf = os.open('data/a', os.O_RDONLY)\nreturn os.pread(f, 2, 3) == b'de' and os.read(f, 2) == b'ab'" },
        { "pwrite", "f = os.open('data/a', os.O_RDWR | os.O_CREAT)\nos.pwrite(f, b'ab', 3)\nreturn os.read(f, 9) == bytes(3) + b'ab'" },
        { "mmap", "import mmap\nopen('data/a', 'wb').write(b'abc')\nwith open('data/a', 'r+b') as f:\n    with mmap.mmap(f.fileno(), 0) as m:\n        m[1:2] = b'X'\n        m.flush()\nreturn open('data/a', 'rb').read() == b'aXc'" },
        { "fsync", "f = open('data/a', 'w')\nf.write('x')\nf.flush()\nos.fsync(f.fileno())\nreturn True" },
        { "rename", "open('data/a', 'w').write('1')\nos.rename('data/a', 'data/b')\nreturn os.listdir('data') == ['b']" },
        { "replace", "open('data/a', 'w').write('1')\nopen('data/b', 'w').write('2')\nos.replace('data/a', 'data/b')\nreturn open('data/b').read() == '1'" },
        { "rename a directory", "os.makedirs('data/a/b')\nos.rename('data/a', 'data/c')\nreturn os.path.isdir('data/c/b') and not os.path.exists('data/a')" },
        { "rename the current directory", "os.makedirs('data/a/b')\nos.chdir('data/a/b')\nos.rename('/workspace/data/a', '/workspace/data/c')\nreturn os.getcwd() == '/workspace/data/c/b' and os.listdir('..') == ['b']" },
        { "remove", "open('data/a', 'w').close()\nos.remove('data/a')\nreturn os.listdir('data') == []" },
        { "remove while open", "f = open('data/a', 'w+')\nos.remove('data/a')\nf.write('x')\nf.seek(0)\nreturn f.read() == 'x' and os.fstat(f.fileno()).st_nlink == 0" },
        { "make directories", "os.makedirs('data/a/b/c')\nos.makedirs('data/a/b', exist_ok=True)\nreturn os.path.isdir('data/a/b/c')" },
        { "remove directories", "os.makedirs('data/a/b/c')\nos.removedirs('data/a/b/c') if os.path.exists('data/x') else os.rmdir('data/a/b/c')\nreturn not os.path.exists('data/a/b/c')" },
        { "a full directory stays", "os.makedirs('data/a/b')\ntry:\n    os.rmdir('data/a')\nexcept OSError as e:\n    import errno\n    return e.errno == errno.ENOTEMPTY" },
        { "list", "for n in 'cab': open(f'data/{n}', 'w').close()\nreturn sorted(os.listdir('data')) == ['a', 'b', 'c']" },
        { "scandir", "os.mkdir('data/d')\nopen('data/f', 'w').write('x')\nos.symlink('f', 'data/l')\nreturn sorted((e.name, e.is_dir(), e.is_file(), e.is_symlink()) for e in os.scandir('data')) == [('d', True, False, False), ('f', False, True, False), ('l', False, True, True)]" },
        { "walk", "os.makedirs('data/a/b')\nopen('data/a/x', 'w').close()\nopen('data/a/b/y', 'w').close()\nreturn sorted((d, sorted(s), sorted(f)) for d, s, f in os.walk('data')) == [('data', ['a'], []), ('data/a', ['b'], ['x']), ('data/a/b', [], ['y'])]" },
        { "fwalk", "os.makedirs('data/a')\nopen('data/a/x', 'w').close()\nreturn [(d, f) for d, s, f, fd in os.fwalk('data')] == [('data', []), ('data/a', ['x'])]" },
        { "glob", "import glob\nos.makedirs('data/a')\nopen('data/a/x.py', 'w').close()\nreturn glob.glob('data/**/*.py', recursive=True) == ['data/a/x.py']" },
        { "pathlib", "p = pathlib.Path('data') / 'a.txt'\np.write_text('x')\nreturn p.read_text() == 'x' and p.exists() and p.is_file() and p.stat().st_size == 1 and p.suffix == '.txt' and list(pathlib.Path('data').iterdir()) == [p] and p.resolve() == pathlib.Path('/workspace/data/a.txt')" },
        { "pathlib rename", "p = pathlib.Path('data/a')\np.touch()\nq = p.rename('data/b')\nq.unlink()\nreturn not q.exists()" },
        { "pathlib walk", "pathlib.Path('data/a/b').mkdir(parents=True)\nreturn [str(d) for d, _, _ in pathlib.Path('data').walk()] == ['data', 'data/a', 'data/a/b']" },
        { "copy", "open('data/a', 'w').write('x')\nos.chmod('data/a', 0o640)\nshutil.copy2('data/a', 'data/b')\nreturn open('data/b').read() == 'x' and os.stat('data/b').st_mode & 0o777 == 0o640" },
        { "copytree", "os.makedirs('data/a/b')\nopen('data/a/b/x', 'w').write('x')\nshutil.copytree('data/a', 'data/c')\nreturn open('data/c/b/x').read() == 'x'" },
        { "rmtree", "os.makedirs('data/a/b')\nopen('data/a/b/x', 'w').close()\nos.symlink('/tmp', 'data/a/l')\nshutil.rmtree('data/a')\nreturn os.listdir('data') == [] and os.path.isdir('/tmp')" },
        { "move out and in", "open('data/a', 'w').write('x')\nshutil.move('data/a', '/tmp/a')\nshutil.move('/tmp/a', 'data/b')\nreturn os.listdir('data') == ['b'] and open('data/b').read() == 'x'" },
        { "move a tree out", "os.makedirs('data/a/b')\nopen('data/a/b/x', 'w').write('x')\nshutil.move('data/a', '/tmp/a')\nreturn open('/tmp/a/b/x').read() == 'x' and os.listdir('data') == []" },
        { "disk usage", "return shutil.disk_usage('data').total > 0" },
        { "tempfile", "import tempfile\nwith tempfile.NamedTemporaryFile('w', dir='data', suffix='.t', delete=False) as f:\n    f.write('x')\nwith tempfile.TemporaryDirectory(dir='data') as d:\n    open(d + '/y', 'w').close()\nreturn [n[-2:] for n in os.listdir('data')] == ['.t']" },
        { "anonymous file", "import tempfile\nwith tempfile.TemporaryFile(dir='data') as f:\n    f.write(b'x')\n    f.seek(0)\n    return f.read() == b'x' and os.listdir('data') == []" },
        { "zipfile", "import zipfile\nwith zipfile.ZipFile('data/z.zip', 'w', zipfile.ZIP_DEFLATED) as z:\n    z.writestr('a/b', 'x' * 9999)\nwith zipfile.ZipFile('data/z.zip', 'a') as z:\n    z.writestr('c', 'y')\nzipfile.ZipFile('data/z.zip').extractall('data/out')\nreturn open('data/out/a/b').read() == 'x' * 9999 and open('data/out/c').read() == 'y'" },
        { "tarfile", "import tarfile\nopen('data/a', 'w').write('x')\nos.link('data/a', 'data/b')\nwith tarfile.open('data/t.tgz', 'w:gz') as t:\n    t.add('data/a')\n    t.add('data/b')\nwith tarfile.open('data/t.tgz') as t:\n    t.extractall('data/out', filter='data')\nreturn os.path.samefile('data/out/data/a', 'data/out/data/b')" },
        { "csv", "import csv\nwith open('data/a.csv', 'w', newline='') as f:\n    csv.writer(f).writerows([['a', 'b'], [1, 'x,y']])\nwith open('data/a.csv', newline='') as f:\n    return list(csv.DictReader(f)) == [{'a': '1', 'b': 'x,y'}]" },
        { "sqlite", "import sqlite3\nwith sqlite3.connect('data/a.db') as c:\n    c.execute('create table t(x)')\n    c.executemany('insert into t values(?)', [(i,) for i in range(100)])\nc.close()\nreturn sqlite3.connect('data/a.db').execute('select sum(x) from t').fetchone() == (4950,)" },
        { "shelve", "import shelve\nwith shelve.open('data/s') as s:\n    s['k'] = [1]\nwith shelve.open('data/s') as s:\n    return s['k'] == [1]" },
        { "symbolic links", "open('data/a', 'w').write('x')\nos.symlink('a', 'data/l')\nos.symlink('/workspace/data/a', 'data/m')\nreturn open('data/l').read() == open('data/m').read() == 'x' and os.readlink('data/l') == 'a' and os.path.islink('data/l')" },
        { "a link to nothing", "os.symlink('none', 'data/l')\nreturn os.path.lexists('data/l') and not os.path.exists('data/l')" },
        { "creates through a link", "os.symlink('a', 'data/l')\nopen('data/l', 'w').write('x')\nreturn open('data/a').read() == 'x'" },
        { "links in a circle", "os.symlink('m', 'data/l')\nos.symlink('l', 'data/m')\ntry:\n    open('data/l')\nexcept OSError as e:\n    import errno\n    return e.errno == errno.ELOOP" },
        { "hard links", "open('data/a', 'w').write('x')\nos.link('data/a', 'data/b')\npathlib.Path('data/c').hardlink_to('data/a')\nopen('data/b', 'a').write('y')\nreturn open('data/c').read() == 'xy' and os.stat('data/a').st_nlink == 3 and os.path.samefile('data/a', 'data/b')" },
        { "a hard link to a symbolic link", "os.symlink('x', 'data/l')\nos.link('data/l', 'data/m')\nreturn os.readlink('data/m') == 'x'" },
        { "no hard link to a directory", "os.mkdir('data/d')\ntry:\n    os.link('data/d', 'data/e')\nexcept PermissionError:\n    return True" },
        { "no hard link out", "open('data/a', 'w').close()\ntry:\n    os.link('data/a', '/tmp/a')\nexcept OSError as e:\n    import errno\n    return e.errno == errno.EXDEV" },
        { "times", "open('data/a', 'w').close()\nos.utime('data/a', ns=(1_000_001_000, 2_000_002_000))\ns = os.stat('data/a')\nreturn (s.st_atime_ns, s.st_mtime_ns) == (1_000_001_000, 2_000_002_000)" },
        { "old times", "open('data/a', 'w').close()\nos.utime('data/a', (-5.5, -7.25))\nreturn os.stat('data/a').st_mtime == -7.25" },
        { "now", "import time\nopen('data/a', 'w').close()\nos.utime('data/a', (0, 0))\nos.utime('data/a')\nreturn abs(os.stat('data/a').st_mtime - time.time()) < 60" },
        { "times of an open file", "f = open('data/a', 'w')\nos.utime(f.fileno(), (5, 6))\nreturn os.fstat(f.fileno()).st_mtime == 6" },
        { "permissions", "open('data/a', 'w').close()\nos.chmod('data/a', 0o640)\nreturn os.stat('data/a').st_mode & 0o777 == 0o640" },
        { "permissions of an open file", "f = open('data/a', 'w')\nos.fchmod(f.fileno(), 0o600)\nreturn os.stat('data/a').st_mode & 0o777 == 0o600" },
        { "refused by permissions", "open('data/a', 'w').close()\nos.chmod('data/a', 0)\ntry:\n    open('data/a')\nexcept PermissionError:\n    return True" },
        { "creation with a mode", "os.close(os.open('data/a', os.O_CREAT | os.O_WRONLY, 0o400))\nreturn os.stat('data/a').st_mode & 0o777 == 0o400" },
        { "writes to what it made read-only", "f = os.open('data/a', os.O_CREAT | os.O_WRONLY, 0o400)\nreturn os.write(f, b'x') == 1" },
        { "access", "open('data/a', 'w').close()\nos.chmod('data/a', 0o500)\nreturn os.access('data/a', os.R_OK | os.X_OK) and not os.access('data/a', os.W_OK) and os.access('data', os.W_OK)" },
        { "owner", "open('data/a', 'w').close()\ns = os.stat('data/a')\nos.chown('data/a', -1, -1)\nreturn s.st_uid == os.getuid()" },
        { "relative to a directory", "d = os.open('data', os.O_RDONLY | os.O_DIRECTORY)\nf = os.open('a', os.O_CREAT | os.O_WRONLY, dir_fd=d)\nos.write(f, b'x')\nos.mkdir('e', dir_fd=d)\nos.rename('a', 'b', src_dir_fd=d, dst_dir_fd=d)\nos.link('b', 'c', src_dir_fd=d, dst_dir_fd=d)\nreturn sorted(os.listdir(d)) == ['b', 'c', 'e'] and os.stat('c', dir_fd=d).st_size == 1" },
        { "list twice", "d = os.open('data', os.O_RDONLY)\nos.listdir(d)\nopen('data/a', 'w').close()\nreturn os.listdir(d) == ['a']" },
        { "change directory", "os.chdir('data')\nopen('a', 'w').close()\nreturn os.getcwd() == '/workspace/data' and os.path.exists('/workspace/data/a') and os.listdir('..') != []" },
        { "dots", "open('data/a', 'w').close()\nreturn os.path.exists('data/../data/./a') and os.path.exists('./data//a') and not os.path.exists('data/a/') and os.path.exists('/../../workspace/data/a')" },
        { "names that are no UTF-8", "n = b'data/\\xff\\xfe\\x80'\nopen(n, 'w').write('x')\nreturn os.listdir(b'data') == [b'\\xff\\xfe\\x80'] and os.path.exists(os.fsdecode(n)) and open(os.fsdecode(n)).read() == 'x'" },
        { "names in unicode", "for n in ('é', 'e\\u0301', 'É', '💾', ' ', '\\n', '\\\\', 'a:b', '-rf', '%s'): open('data/' + n, 'w').close()\nreturn len(os.listdir('data')) == 10" },
        { "case", "open('data/a', 'w').write('1')\nopen('data/A', 'w').write('2')\nreturn open('data/a').read() == '1'" },
        { "a name of 255 bytes", "n = 'n' * 255\nopen('data/' + n, 'w').close()\nreturn os.listdir('data') == [n]" },
        { "a name that is too long", "try:\n    open('data/' + 'n' * 256, 'w')\nexcept OSError as e:\n    import errno\n    return e.errno == errno.ENAMETOOLONG" },
        { "a path that is too long", "try:\n    os.stat('data/' + './' * 2048)\nexcept OSError as e:\n    import errno\n    return e.errno == errno.ENAMETOOLONG" },
        { "NUL", "try:\n    open('data/a\\0b', 'w')\nexcept ValueError:\n    return os.listdir('data') == []" },
        { "deeper than a path", "for i in range(40):\n    os.mkdir('data/' + 'd' * 200) if i == 0 else os.mkdir('d' * 200)\n    os.chdir('data/' + 'd' * 200) if i == 0 else os.chdir('d' * 200)\nopen('x', 'w').write('deep')\nreturn open('x').read() == 'deep'" },
        { "many files", "for i in range(1000): open(f'data/{i}', 'w').write(str(i))\nreturn sum(int(open(f'data/{i}').read()) for i in range(1000)) == 499500 and len(os.listdir('data')) == 1000" },
        { "a large file", "b = bytes(1 << 20)\nwith open('data/a', 'wb') as f:\n    for _ in range(64): f.write(b)\nf = os.open('data/a', os.O_RDONLY)\nreturn os.path.getsize('data/a') == 64 << 20 and len(os.read(f, 64 << 20)) == 64 << 20" },
        { "locks", "import fcntl\nwith open('data/a', 'w') as f:\n    fcntl.lockf(f, fcntl.LOCK_EX)\n    fcntl.lockf(f, fcntl.LOCK_UN)\nreturn True" },
        { "logging", "import logging.handlers\nh = logging.handlers.RotatingFileHandler('data/l', maxBytes=200, backupCount=2)\nlog = logging.Logger('x')\nlog.addHandler(h)\nfor i in range(20): log.warning('line %d %s', i, 'x' * 20)\nh.close()\nreturn sorted(os.listdir('data')) == ['l', 'l.1', 'l.2']" },
        { "atomic write", "import json, tempfile\nwith tempfile.NamedTemporaryFile('w', dir='data', delete=False) as f:\n    json.dump({'a': 1}, f)\nos.replace(f.name, 'data/state.json')\nreturn json.load(open('data/state.json')) == {'a': 1} and os.listdir('data') == ['state.json']" },
    };

    [Theory]
    [MemberData(nameof(Uses))]
    public async Task It_works(string what, string body)
    {
        using var project = new Project(fixture.Runtime);
        var envelope = await project.RunAsync(body);

        Assert.True("true" == envelope.Json(), what);
    }

    [Fact]
    public async Task What_a_task_writes_is_there_on_the_host()
    {
        using var project = new Project(fixture.Runtime);
        project.Write("data/in.txt", "from the host");
        await project.RunAsync("text = open('data/in.txt').read()\nos.mkdir('data/out')\nopen('data/out/é.txt', 'w').write(text.upper())\nos.remove('data/in.txt')");

        Assert.Equal("FROM THE HOST", project.Read("data/out/é.txt"));
        Assert.False(File.Exists(project.Of("data/in.txt")));
    }

    [Fact]
    public async Task Tasks_append_to_one_file_without_losing_a_line()
    {
        using var project = new Project(fixture.Runtime);
        const string body = "with open('data/log', 'a', buffering=1) as f:\n    for i in range(500): f.write('x' * 50 + '\\n')";
        var envelopes = await project.RunAtOnceAsync(body, times: 3);

        Assert.All(envelopes, envelope => Assert.True(envelope.Success, envelope.Error?.Message));
        Assert.Equal(1500, File.ReadLines(project.Of("data/log")).Count(line => line == new string('x', 50)));
    }
}

namespace Capsule.Runtime.Tests.Hostile.Cases;

/// <summary>Ways to name a file of the host, without a grant.</summary>
internal static class Paths
{
    internal static IReadOnlyList<HostileCase> All { get; } =
    [
        new("an absolute path", "FileNotFoundError", "return open('/etc/passwd').read()"),
        new("a path that goes up", "FileNotFoundError", "return open('../../../../../../etc/passwd').read()"),
        new("a path through a file", "NotADirectoryError", "return open('program.py/../../etc/passwd').read()"),
        new("a path with NUL", "ValueError", "return open('program.py\\0/../../../etc/passwd').read()"),
        new("a path with an encoded slash", "FileNotFoundError", "return open('..%2f..%2fetc/passwd').read()"),
        new("a path with a wide slash", "FileNotFoundError", "return open('..\uff0f..\uff0fetc\uff0fpasswd').read()"),
        new("a path that is no UTF-8", "FileNotFoundError", "return open(b'/etc/passwd\\xff\\xfe').read()"),
        new("a path of 100 000 letters", "OSError", "return open('/' + 'a/' * 50_000 + '../' * 50_001 + 'etc/passwd').read()"),
        new("the process's environment", "FileNotFoundError", "return open('/proc/self/environ').read()"),
        new("the process's memory", "FileNotFoundError", "return open('/proc/self/mem', 'rb').read(1)"),
        new("the root of the first process", "FileNotFoundError", "import os\nreturn os.listdir('/proc/1/root')"),
        new("the process's descriptors", "FileNotFoundError", "import os\nreturn os.listdir('/proc/self/fd')"),
        new("devices of the host", "= []", """
            import os
            names = ['/dev/mem', '/dev/kmem', '/dev/sda', '/dev/shm', '/dev/pts', '/dev/ptmx', '/dev/tty', '/dev/kvm', '/dev/net/tun']
            return [name for name in names if os.path.lexists(name)]
            """),
        new("devices by number", "AttributeError|PermissionError", "import os, stat\nos.mknod('/tmp/sda', 0o666 | stat.S_IFBLK, os.makedev(8, 0))"),
        new("descriptors that nobody opened", "= [0,1,2]", """
            import os
            found = []
            for fd in range(3000):
                try: os.fstat(fd); found.append(fd)
                except OSError: pass
            return found
            """),
        new("descriptors of the host by path", "= []", """
            import os
            found = []
            for fd in [*range(3, 300), -1, 2**31 - 1]:
                try: open(f'/dev/fd/{fd}').close(); found.append(fd)
                except OSError: pass
            return found
            """),
        new("a link to a file of the host", "FileNotFoundError", "import os\nos.symlink('/etc/passwd', '/tmp/link')\nreturn open('/tmp/link').read()"),
        new("a link that goes up", "FileNotFoundError", "import os\nos.symlink('../' * 30 + 'etc/passwd', 'link')\nreturn open('link').read()"),
        new("a chain of links", "FileNotFoundError|OSError", """
            import os
            for i in range(30): os.symlink(f'/tmp/{i + 1}', f'/tmp/{i}')
            os.symlink('/etc/passwd', '/tmp/30')
            return open('/tmp/0').read()
            """),
        new("links in a circle", "OSError", "import os\nos.symlink('/tmp/b', '/tmp/a')\nos.symlink('/tmp/a', '/tmp/b')\nreturn open('/tmp/a').read()"),
        new("a hard link", "FileNotFoundError|PermissionError|OSError", "import os\nos.link('/etc/passwd', '/tmp/passwd')\nreturn open('/tmp/passwd').read()"),
        new("a directory's descriptor", "FileNotFoundError", "import os\nroot = os.open('/', os.O_RDONLY)\nreturn os.read(os.open('../../../etc/passwd', os.O_RDONLY, dir_fd=root), 10)"),
        new("a descriptor of a directory that is gone", "FileNotFoundError", """
            import os
            os.mkdir('/tmp/d'); d = os.open('/tmp/d', os.O_RDONLY); os.rmdir('/tmp/d')
            return os.open('../../etc/passwd', os.O_RDONLY, dir_fd=d)
            """),
        new("another root", "AttributeError|PermissionError|OSError", "import os\nos.chroot('/tmp')"),
        new("the cache", "FileNotFoundError", $"import os\nreturn os.listdir('{Checkout.Cache}')"),
        new("the checkout", "FileNotFoundError", $"return open('{Checkout.Root}/README.md').read()"),
        new("the state of other programs", "FileNotFoundError", "import os\nreturn os.listdir('.capsule')"),
        new("a mapping of a device", "PermissionError|OSError|ValueError|FileNotFoundError", "import mmap\nwith open('/dev/zero', 'r+b') as f: return mmap.mmap(f.fileno(), 1 << 20)[:4].hex()"),
        new("the standard library of others", "PermissionError|OSError", "import json\nopen(json.__file__, 'w').write('raise SystemExit')"),
        new("a link in place of the standard library", "PermissionError|OSError", "import os, json\nos.rename(os.path.dirname(json.__file__), '/tmp/json')\nos.symlink('/tmp', os.path.dirname(json.__file__))"),
        new("file times of the host", "FileNotFoundError", "import os\nreturn os.stat('/etc/hostname').st_mtime"),
        new("the working directory's parents", "= [\"dev\",\"etc\",\"home\",\"lib\",\"tmp\",\"usr\",\"workspace\"]", "import os\nos.chdir('../../../..')\nreturn sorted(os.listdir('.'))"),
    ];
}

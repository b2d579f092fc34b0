namespace Capsule.Runtime.Tests.Hostile.Cases;

/// <summary>Ways out of a granted folder, and ways to fill the disk that it is on (a megabyte, and two hundred files).</summary>
internal static class FolderTraps
{
    private const string Before = """
        import os, errno, shutil
        def tried(use, *args, **kwargs):
            try:
                return 'done: ' + repr(use(*args, **kwargs))
            except OSError as e:
                return errno.errorcode[e.errno]

        @task(name='to_link')
        def to_link(target):
            os.rename('h/d', 'h/was'); os.symlink(target, 'h/d')
        """;

    private static HostileCase Trap(string name, string ends, string body) => new($"a granted folder: {name}", ends, body) { Before = Before };

    internal static IReadOnlyList<HostileCase> All { get; } =
    [
        Trap("a pipe", "= [\"EACCES\",\"EACCES\",\"EACCES\",\"EACCES\"]",
            "return [tried(os.open, 'h/pipe', f) for f in (os.O_RDONLY, os.O_WRONLY, os.O_RDWR, os.O_RDONLY | os.O_NONBLOCK)]"),
        Trap("a pipe by another name", "= \"EACCES\"", "os.link('h/pipe', 'h/p2'); os.rename('h/p2', 'h/p3')\nreturn tried(open, 'h/p3')"),
        Trap("a pipe through a link", "= \"EACCES\"", "os.symlink('pipe', 'h/l')\nreturn tried(open, 'h/l')"),
        Trap("a pipe as a place, then by its number", "= \"EACCES\"", "return tried(open, f\"/dev/fd/{os.open('h/pipe', 0o10000000)}\")"),
        Trap("a pipe to shorten", "= \"EACCES\"", "return tried(os.truncate, 'h/pipe', 0)"),
        Trap("a link to a file beside the folder", "= [\"ENOENT\",\"ENOENT\",\"ENOENT\",\"ENOENT\"]",
            "return [tried(open, 'h/secret'), tried(os.truncate, 'h/secret', 0), tried(os.chmod, 'h/secret', 0), tried(open, 'h/up/secret')]"),
        Trap("a link to a file beside the folder, by a hard link", "= \"ENOENT\"", "os.link('h/secret', 'h/l', follow_symlinks=False)\nreturn tried(open, 'h/l')"),
        Trap("links to the kernel's files", "= [\"ENOENT\",\"ENOENT\",\"ENOENT\",\"ENOENT\"]", """
            targets = ['/proc/self/mem', '/proc/self/root/etc/passwd', '/proc/self/cwd/secret', '/proc/1/fd/0']
            for i, target in enumerate(targets): os.symlink(target, f'h/k{i}')
            return [tried(open, f'h/k{i}') for i in range(4)]
            """),
        Trap("a directory that turns into a link", "= [\"ENOENT\",\"ENOENT\",\"ENOENT\"]", """
            os.mkdir('h/d'); fd = os.open('h/d', os.O_RDONLY); os.chdir('h/d')
            to_link('..')
            return [tried(os.open, 'secret', os.O_RDONLY, dir_fd=fd), tried(open, 'secret'), tried(os.stat, 'secret', dir_fd=fd)]
            """),
        Trap("a directory that turns into a link to another", "= [[],[\"a\"]]", """
            os.makedirs('h/d'); os.makedirs('h/e/'); open('h/e/a', 'w').close(); fd = os.open('h/d', os.O_RDONLY)
            to_link('e')
            return [os.listdir(fd), os.listdir('h/d')]
            """),
        Trap("Capsule's own folder", "= [\"ENOENT\",\"ENOENT\",\"EACCES\",\"ENOENT\",\"ENOENT\",\"EACCES\",false]", """
            os.symlink('.capsule', 'h/own')
            return [tried(os.listdir, 'h/.capsule'), tried(os.listdir, 'h/own'), tried(os.mkdir, 'h/.CAPSULE'),
                    tried(os.rename, 'h/.capsule', 'h/c'), tried(os.rmdir, 'h/.capsule'), tried(os.rename, 'h/e', 'h/.capsule') if not os.mkdir('h/e') else 0,
                    '.capsule' in os.listdir('h')]
            """),
        Trap("Capsule's own folder, by a descriptor of the one above", "= [\"ENOENT\",\"ENOENT\"]", """
            fd = os.open('h', os.O_RDONLY)
            return [tried(os.open, '.capsule', os.O_RDONLY, dir_fd=fd), tried(os.open, '.capsule/journal', os.O_RDONLY, dir_fd=fd)]
            """),
        Trap("a directory inside itself", "= [\"EINVAL\",\"EINVAL\",\"ENOTEMPTY\"]", """
            os.makedirs('h/d/e')
            return [tried(os.rename, 'h/d', 'h/d/e/f'), tried(os.rename, 'h/d', 'h/d/f'), tried(os.rename, 'h/d/e', 'h/d')]
            """),
        Trap("far behind the end", "= [\"ENOSPC\",\"ENOSPC\",0]", """
            fd = os.open('h/f', os.O_CREAT | os.O_RDWR)
            found = [tried(os.pwrite, fd, b'x', 1 << 43), tried(os.pwrite, fd, b'x', (1 << 63) - 2)]
            return [*found, os.stat('h/f').st_size]
            """),
        Trap("behind the end again and again", "= true", """
            for i in range(50):
                fd = os.open(f'h/f{i}', os.O_CREAT | os.O_RDWR)
                tried(os.pwrite, fd, b'x', 100_000 - 1); os.close(fd)
            return sum(os.stat(f'h/f{i}').st_size for i in range(50)) <= 1_000_000
            """),
        Trap("seeking behind the end", "= [\"ENOSPC\",0]", """
            fd = os.open('h/f', os.O_CREAT | os.O_RDWR); os.lseek(fd, 1 << 40, os.SEEK_SET)
            return [tried(os.write, fd, b'x'), os.stat('h/f').st_size]
            """),
        Trap("lengthening", "= [\"ENOSPC\",\"ENOSPC\",0]", """
            fd = os.open('h/f', os.O_CREAT | os.O_RDWR)
            return [tried(os.ftruncate, fd, 1 << 40), tried(os.truncate, 'h/f', 1 << 40), os.stat('h/f').st_size]
            """),
        Trap("lengthening in parts", "= \"ENOSPC\"", """
            for i in range(100):
                fd = os.open(f'h/f{i}', os.O_CREAT | os.O_RDWR)
                if (end := tried(os.ftruncate, fd, 50_000)) != 'done: None': return end
                os.close(fd)
            """),
        Trap("shortening and lengthening", "= \"ENOSPC\"", """
            fd = os.open('h/f', os.O_CREAT | os.O_RDWR)
            for i in range(100):
                if (end := tried(os.ftruncate, fd, 50_000)) != 'done: None': return end
                os.ftruncate(fd, 0)
            """),
        Trap("writing anew", "= \"ENOSPC\"", """
            for i in range(100):
                fd = os.open('h/f', os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
                if (end := tried(os.write, fd, bytes(50_000))) != 'done: 50000': return tried(os.write, fd, b'x' * 50_000)
                os.close(fd)
            """),
        Trap("renaming over what was written", "= \"ENOSPC\"", """
            for i in range(100):
                fd = os.open('h/new', os.O_CREAT | os.O_WRONLY)
                if tried(os.write, fd, bytes(50_000)) != 'done: 50000': return tried(os.write, fd, b'x' * 50_000)
                os.close(fd); os.rename('h/new', 'h/f')
            """),
        Trap("copying", "= \"ENOSPC\"", """
            open('h/f', 'wb').write(bytes(300_000))
            return [tried(shutil.copyfile, 'h/f', f'h/f{i}') for i in range(5)][-1]
            """),
        Trap("appending", "= true", """
            fd = os.open('h/f', os.O_CREAT | os.O_WRONLY | os.O_APPEND)
            while not tried(os.write, fd, bytes(70_000)).startswith('E'): pass
            return os.stat('h/f').st_size <= 1_000_000
            """),
        Trap("a mapping", "= true", """
            import mmap
            fd = os.open('h/f', os.O_CREAT | os.O_RDWR); os.ftruncate(fd, 600_000)
            m = mmap.mmap(fd, 600_000); m[:] = b'x' * 600_000
            return tried(m.flush) == 'ENOSPC' or os.stat('h/f').st_size == 600_000
            """),
        Trap("hard links", "= \"ENOSPC\"", """
            open('h/f', 'w').close()
            return [tried(os.link, 'h/f', f'h/l{i}') for i in range(250)][-1]
            """),
        Trap("links with long targets", "= true", "return 'ENOSPC' in [tried(os.symlink, 'x' * 4000, f'h/l{i}') for i in range(300)]"),
        Trap("what was refused is not counted", "= [\"done: 900000\",\"done: None\"]", """
            for i in range(500): tried(os.mkdir, 'h'); tried(os.symlink, 'x' * 4000, 'h/secret'); tried(os.link, 'h/secret', 'h/up')
            fd = os.open('h/f', os.O_CREAT | os.O_RDWR)
            for i in range(500): tried(os.ftruncate, fd, 1 << 40)
            return [tried(os.write, fd, bytes(900_000)), tried(os.mkdir, 'h/d')]
            """),
        Trap("sparse private files hold what they hold", "= true", """
            for i in range(50):
                fd = os.open(f'/tmp/f{i}', os.O_CREAT | os.O_RDWR); os.pwrite(fd, b'x', (1 << 32) - 1); os.close(fd)
            return tried(os.pwrite, os.open('/tmp/f', os.O_CREAT | os.O_RDWR), b'x', 1 << 33) == 'EFBIG'
            """),
    ];
}

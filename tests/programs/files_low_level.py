r"""Files through descriptors: positions, holes, mmap, pipes, modes, buffers.

expect: {"basic": [11, 6, "world", "", "ell", 1, 11, "0o600", "FileExistsError EEXIST"], "holes": [100000, 3, 100003, "00000000", null, 5, 3, "lo"], "dup": ["el", null, "OSError EBADF", false, false], "vectors": [4, 0, 7, ["Jela", "bcd\u0000\u0000\u0000\u0000\u0000\u0000\u0000"]], "append": [9, "Jelabcd"], "plus": [0, "JelXYZ", 10, 10], "text": ["\u00e9\u6f22\n", "line 2\nline 3", ["line 2\n", "line 3"], 0, "\u00e9\u6f22", "utf-8", "/tmp/low", "w+", true, "UnsupportedOperation can't do nonzero cur-relative seeks", "OSError telling position disabled by next() call"], "buffered": ["c3a9", 4, "c3a9e6bc", "a20a6c", [6, 6], "", "UnsupportedOperation write"], "closed": ["ValueError: read of closed file", true, "ValueError: must have exactly one of create/read/write/append mode", "ValueError: binary mode doesn't take an encoding argument", "ValueError: invalid mode: 'zz'"], "mmap": [5000, -1, "tail", "000000000000", -1, 0, true], "mapped": ["mappe", "tail", "mappe", "TypeError: mmap can't modify a readonly memory map.", true, "m"], "anonymous": ["616e6f6e0000", 1000, null, "anon", null], "pipe": [7, "thro", "ugh", null, "", null], "pipe_files": ["line\n", "more"], "unlinked": ["still here", false, 0], "big": ["1314", 2621440, 2621440], "many": [200, null], "lock": ["FileExistsError EEXIST", null, null], "opener": [null, "0o600"], "umask": ["0o600", "0o77"], "dir_fd": [null, true, true, null, "IsADirectoryError EISDIR", null], "selector": null, "raw": [3, "FileIO", "ab", "c", "bytes"]}
"""

import errno
import io
import mmap
import os
import selectors
import tempfile

from capsule import task


def attempt(action):
    try:
        return repr(action())
    except OSError as error:
        return f"{type(error).__name__} {errno.errorcode.get(error.errno) if error.errno else error}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"


@task(name="main", compute="MEDIUM")
def main():
    path = "/tmp/low"
    results = {}
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    results["basic"] = [os.write(fd, b"hello world"), os.lseek(fd, 6, os.SEEK_SET), os.read(fd, 100).decode(), os.read(fd, 10), os.pread(fd, 3, 1).decode(), os.pwrite(fd, b"J", 0), os.fstat(fd).st_size, oct(os.fstat(fd).st_mode & 0o777), attempt(lambda: os.open(path, os.O_CREAT | os.O_EXCL))]
    results["holes"] = [os.lseek(fd, 100_000, os.SEEK_SET), os.write(fd, b"end"), os.fstat(fd).st_size, os.pread(fd, 4, 50_000).hex(), os.ftruncate(fd, 5), os.fstat(fd).st_size, os.lseek(fd, -2, os.SEEK_END), os.read(fd, 9).decode()]
    twin = os.dup(fd)
    os.lseek(twin, 1, os.SEEK_SET)
    results["dup"] = [os.read(fd, 2).decode(), os.close(twin), attempt(lambda: os.read(twin, 1)), os.isatty(fd), os.get_inheritable(fd)]
    results["vectors"] = [os.writev(fd, [b"ab", b"cd"]), os.lseek(fd, 0, os.SEEK_SET)]
    parts = [bytearray(4), bytearray(10)]
    results["vectors"] += [os.readv(fd, parts), [bytes(part).decode() for part in parts]]
    os.fsync(fd)
    os.close(fd)
    with open(path, "ab") as file:
        file.seek(0)
        file.write(b"+appended")
        results["append"] = [file.tell(), open(path, "rb").read().decode()]
    with open(path, "r+b") as file:
        file.seek(3)
        file.write(b"XYZ")
        file.truncate()
        results["plus"] = [file.seek(0), file.read().decode(), file.truncate(10), file.seek(0, 2)]
    with open(path, "w+", encoding="utf-8", newline="\n") as file:
        file.write("é漢\nline 2\nline 3")
        file.seek(0)
        first = file.readline()
        position = file.tell()
        rest = file.read()
        file.seek(position)
        results["text"] = [first, rest, file.readlines(), file.seek(0), file.read(2), file.encoding, file.name, file.mode, file.readable(), attempt(lambda: file.seek(1, 1)), attempt(lambda: next(file) and file.tell())]
    with open(path, "rb") as file:
        chunk = bytearray(4)
        results["buffered"] = [file.peek(2)[:2].hex(), file.readinto(chunk), chunk.hex(), file.read1(3).hex(), [len(line) for line in file], file.read(), attempt(lambda: file.write(b"x"))]
    results["closed"] = [attempt(file.read), file.closed, attempt(lambda: open(path, "rw")), attempt(lambda: open(path, "rb", encoding="utf-8")), attempt(lambda: open(path, "zz"))]
    with open(path, "r+b") as file:
        file.truncate(5000)
        with mmap.mmap(file.fileno(), 0) as memory:
            memory[0:5] = b"mapped"[:5]
            memory.seek(4990)
            memory.write(b"tail")
            results["mmap"] = [len(memory), memory.find(b"tail"), memory[4990:4994].decode(), memory.readline().hex(), memory.rfind(b"m"), memory[-1], memory.flush() in (None, 0)]
    with open(path, "rb") as file:
        data = file.read()
        results["mapped"] = [data[:5].decode(), data[4990:4994].decode()]
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as memory:
            results["mapped"] += [memory[:5].decode(), attempt(lambda: memory.__setitem__(0, 1)), memory.read() == data]
        with mmap.mmap(file.fileno(), 100, access=mmap.ACCESS_COPY) as memory:
            memory[0] = 0
            results["mapped"].append(open(path, "rb").read(1).decode())
    anonymous = mmap.mmap(-1, 1000)
    anonymous.write(b"anon")
    results["anonymous"] = [anonymous[:6].hex(), len(anonymous), anonymous.move(10, 0, 4), anonymous[10:14].decode(), anonymous.close()]
    left, right = os.pipe()
    results["pipe"] = [os.write(right, b"through"), os.read(left, 4).decode(), os.read(left, 99).decode(), os.close(right), os.read(left, 9).decode(), os.close(left)]
    left, right = os.pipe()
    with open(left) as reader, open(right, "w") as writer:
        writer.write("line\nmore")
        writer.close()
        results["pipe_files"] = reader.readlines()
    os.unlink(path)
    with open(path, "w+b") as gone:
        os.unlink(path)
        gone.write(b"still here")
        gone.seek(0)
        results["unlinked"] = [gone.read().decode(), os.path.exists(path), os.fstat(gone.fileno()).st_nlink]
    with tempfile.TemporaryFile() as big:
        for index in range(40):
            big.write(bytes([index]) * 65536)
        big.seek(65536 * 20 - 1)
        results["big"] = [big.read(2).hex(), os.fstat(big.fileno()).st_size, big.seek(0, 2)]
    handles = [open("/tmp/many", "w") for _ in range(200)]
    results["many"] = [len({handle.fileno() for handle in handles}), [handle.close() for handle in handles][0]]
    lock = "/tmp/lock"
    os.close(os.open(lock, os.O_CREAT | os.O_EXCL))
    results["lock"] = [attempt(lambda: os.open(lock, os.O_CREAT | os.O_EXCL)), os.unlink(lock), os.close(os.open(lock, os.O_CREAT | os.O_EXCL))]
    results["opener"] = [io.open("/tmp/opened", "w", opener=lambda name, flags: os.open(name, flags, 0o600)).close(), oct(os.stat("/tmp/opened").st_mode & 0o777)]
    os.umask(0o077)
    open("/tmp/masked", "w").close()
    results["umask"] = [oct(os.stat("/tmp/masked").st_mode & 0o777), oct(os.umask(0o022))]
    directory = os.open("/tmp", os.O_RDONLY)
    results["dir_fd"] = [os.close(os.open("at", os.O_CREAT | os.O_WRONLY, dir_fd=directory)), os.path.exists("/tmp/at"), "at" in os.listdir(directory), os.unlink("at", dir_fd=directory), attempt(lambda: os.read(directory, 1)), os.close(directory)]
    results["selector"] = selectors.DefaultSelector().close()
    results["raw"] = raw()
    return results


def raw():
    with open("/tmp/raw", "wb", buffering=0) as file:
        written = file.write(b"abc")
    with open("/tmp/raw", "rb", buffering=0) as file:
        return [written, type(file).__name__, file.read(2).decode(), file.readall().decode(), type(file.read()).__name__]

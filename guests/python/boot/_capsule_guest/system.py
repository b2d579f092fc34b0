"""What Emscripten's C library does nothing in, or answers wrongly, as Linux does it."""

import errno
import fcntl
import operator
import os
import posix
import select
import signal
import time

import _capsule

_CURRENT = -100  # AT_FDCWD
_USER = os.getuid()
_SECOND = 1_000_000_000


def ask(*arguments):
    """Asks the host's system-call layer; the error's number, or 0."""
    return int(_capsule.call(b"".join(b"\0" + (a if isinstance(a, bytes) else b"%d" % a) for a in arguments)))


def _error(number, *names):
    return OSError(number, os.strerror(number), *names)


def _descriptor(fd):
    """The number of a descriptor: it, or what its ``fileno()`` says."""
    if not isinstance(fd, int):
        try:
            fd = fd.fileno()
        except AttributeError:
            raise TypeError("argument must be an int, or have a fileno() method") from None
        if not isinstance(fd, int):
            raise TypeError("fileno() returned a non-integer")
    if fd >= 2**31:
        raise OverflowError("Python int too large to convert to C int")
    if fd < 0:
        raise ValueError(f"file descriptor cannot be a negative integer ({fd})")
    return fd


def utime(path, times=None, *, ns=None, dir_fd=None, follow_symlinks=True):
    """Set the access and modified time of path.

    path may always be specified as a string, or as an open file descriptor. times is a tuple of seconds, ns one of
    nanoseconds; without either, the time is now. dir_fd and follow_symlinks are as for the other functions of os.
    """
    if times is not None and ns is not None:
        raise ValueError("utime: you may specify either 'times' or 'ns' but not both")
    if times is None and ns is None:
        wanted = (b"", b"")
    else:
        given = times if ns is None else ns
        if not isinstance(given, tuple) or len(given) != 2:
            raise TypeError(
                "utime: 'times' must be either a tuple of two ints or None" if ns is None
                else "utime: 'ns' must be a tuple of two ints")
        wanted = [_nanoseconds(time) if ns is None else operator.index(time) for time in given]
        if not all(-(2**63) <= time // _SECOND < 2**63 for time in wanted):
            raise OverflowError("timestamp out of range for platform time_t")
    if hasattr(path, "__index__"):
        path = operator.index(path)
        if dir_fd is not None:
            raise ValueError("utime: can't specify dir_fd without matching path")
        if not follow_symlinks:
            raise ValueError("utime: cannot use fd and follow_symlinks together")
        number = ask(b"futimes", *wanted, path)
    else:
        try:
            encoded = os.fsencode(path)
        except TypeError:
            raise TypeError(
                "utime: path should be string, bytes, os.PathLike or integer, not " + type(path).__name__) from None
        if b"\0" in encoded:
            raise ValueError("utime: embedded null character in path")
        directory = _CURRENT if dir_fd is None else operator.index(dir_fd)
        number = ask(b"utimes", *wanted, bool(follow_symlinks), directory, encoded)
    if number:
        raise _error(number, path)


def _nanoseconds(seconds):
    """Rounded down, as CPython does."""
    if isinstance(seconds, float):
        if seconds != seconds:
            raise ValueError("Invalid value NaN (not a number)")
        if seconds in (float("inf"), float("-inf")):
            raise OverflowError("timestamp out of range for platform time_t")
        whole = int(seconds // 1)
        return whole * _SECOND + int((seconds - whole) * 1e9 // 1)
    return operator.index(seconds) * _SECOND


def flock(fd, operation, /):
    """Perform the lock operation `operation` on file descriptor `fd`.

    See the Unix manual page for flock(2) for details.
    """
    descriptor, operation = _descriptor(fd), operator.index(operation)
    number = ask(b"flock", descriptor, operation)
    while number == errno.EINTR:  # a handler that raises ends the loop
        number = ask(b"flock", descriptor, operation)
    if number:
        raise _error(number)


def times():
    """Return a collection containing process timing information."""
    return posix.times_result((time.process_time(), 0.0, 0.0, 0.0, time.monotonic()))


_select = select.select


def checked_select(rlist, wlist, xlist, timeout=None, /):
    """Wait until one or more file descriptors are ready for some kind of I/O."""
    groups = [_open_files(group) for group in (rlist, wlist, xlist)]
    ready = _select(*([number for number, _ in group] for group in groups), timeout)
    return tuple([file for number, file in group if number in numbers] for group, numbers in zip(groups, map(set, ready)))


def _open_files(group):
    """The files of a group with their descriptors. A file's ``fileno()`` is called once, and may change the group."""
    files = group if isinstance(group, (list, tuple)) else list(group)
    found = []
    while len(found) < len(files):
        file = files[len(found)]
        number = _descriptor(file)
        os.fstat(number)  # EBADF for what is not open: the C library waits for it in vain
        found.append((number, file))
    return found


def _identity(name, value, documentation):
    def get():
        return value

    get.__name__ = get.__qualname__ = name
    get.__doc__ = documentation
    return get


def install():
    replacements = {
        "utime": utime,
        "times": times,
        "getgid": _identity("getgid", _USER, "Return the current process's group id."),
        "getegid": _identity("getegid", _USER, "Return the current process's effective group id."),
        "geteuid": _identity("geteuid", _USER, "Return the current process's effective user id."),
        "getgroups": lambda: [_USER],
    }
    for name, function in replacements.items():
        function.__module__ = "posix"
        setattr(posix, name, function)
        setattr(os, name, function)
    os.supports_fd.add(utime)
    os.supports_dir_fd.add(utime)
    os.supports_follow_symlinks.add(utime)
    flock.__module__ = "fcntl"
    fcntl.flock = flock
    checked_select.__name__ = checked_select.__qualname__ = "select"
    checked_select.__module__ = "select"
    select.select = checked_select

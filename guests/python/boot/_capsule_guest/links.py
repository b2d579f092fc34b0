"""Hard links, which Emscripten's C library lacks: the host makes them."""

import os
import posix

import _capsule

_CURRENT = -100  # AT_FDCWD


def link(src, dst, *, src_dir_fd=None, dst_dir_fd=None, follow_symlinks=True):
    """Create a hard link to a file.

    If either src_dir_fd or dst_dir_fd is not None, it should be a file descriptor open to a directory, and the
    respective path string (src or dst) should be relative; the path will then be relative to that directory.
    """
    source, target = os.fsencode(src), os.fsencode(dst)
    if b"\0" in source or b"\0" in target:
        raise ValueError("embedded null byte")
    # As CPython on Linux: link() is asked unless a directory is given, and it follows no link itself.
    follows = follow_symlinks and not (src_dir_fd is None and dst_dir_fd is None)
    directories = [_CURRENT if fd is None else fd.__index__() for fd in (src_dir_fd, dst_dir_fd)]
    error = int(_capsule.call(b"\0link\0%d\0%d\0%d\0%b\0%b" % (follows, *directories, source, target)))
    if error:
        raise OSError(error, os.strerror(error), src, None, dst)


def install():
    posix.link = os.link = link
    os.supports_dir_fd.add(link)
    os.supports_follow_symlinks.add(link)

"""The group database of a sandbox: one group."""

import operator
import os
from collections import namedtuple

struct_group = namedtuple("struct_group", "gr_name gr_passwd gr_gid gr_mem")

_GROUP = struct_group("capsule", "x", os.getuid(), [])


def getgrall():
    """Return a list of all available group entries, in arbitrary order."""
    return [_GROUP]


def getgrgid(id):
    """Return the group database entry for the given numeric group ID."""
    number = operator.index(id)
    if not -1 <= number < 2**32:
        raise OverflowError("gid should be an integer from -1 to 2**32 - 1")
    if number != _GROUP.gr_gid:
        raise KeyError(f"getgrgid(): gid not found: {id}")
    return _GROUP


def getgrnam(name):
    """Return the group database entry for the given group name."""
    if not isinstance(name, str):
        raise TypeError(f"getgrnam() argument must be str, not {type(name).__name__}")
    if b"\0" in os.fsencode(name):
        raise ValueError("embedded null byte")
    if name != _GROUP.gr_name:
        raise KeyError(f"getgrnam(): name not found: {name!r}")
    return _GROUP

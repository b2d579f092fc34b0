"""The group database of a sandbox: its user's group, and root's, which every system has."""

import operator
import os
from collections import namedtuple

struct_group = namedtuple("struct_group", "gr_name gr_passwd gr_gid gr_mem")

_GROUPS = (struct_group("root", "x", 0, []), struct_group("capsule", "x", os.getuid(), []))


def getgrall():
    """Return a list of all available group entries, in arbitrary order."""
    return list(_GROUPS)


def getgrgid(id):
    """Return the group database entry for the given numeric group ID."""
    number = operator.index(id)
    if not -1 <= number < 2**32:
        raise OverflowError("gid should be an integer from -1 to 2**32 - 1")
    for group in _GROUPS:
        if group.gr_gid == number:
            return group
    raise KeyError(f"getgrgid(): gid not found: {id}")


def getgrnam(name):
    """Return the group database entry for the given group name."""
    if not isinstance(name, str):
        raise TypeError(f"getgrnam() argument must be str, not {type(name).__name__}")
    if b"\0" in os.fsencode(name):
        raise ValueError("embedded null byte")
    for group in _GROUPS:
        if group.gr_name == name:
            return group
    raise KeyError(f"getgrnam(): name not found: {name!r}")

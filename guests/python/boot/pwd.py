"""The user database of a sandbox: its user, and root, whom every system has."""

import operator
import os
from collections import namedtuple

struct_passwd = namedtuple("struct_passwd", "pw_name pw_passwd pw_uid pw_gid pw_gecos pw_dir pw_shell")

_ROOT = struct_passwd("root", "x", 0, 0, "root", "/root", "/bin/sh")
_USER = struct_passwd("capsule", "x", os.getuid(), os.getuid(), "", "/home/capsule", "/bin/sh")
_USERS = (_ROOT, _USER)


def getpwall():
    """Return a list of all available password database entries, in arbitrary order."""
    return list(_USERS)


def getpwuid(uid, /):
    """Return the password database entry for the given numeric user ID."""
    number = operator.index(uid)
    for user in _USERS:
        if user.pw_uid == number:
            return user
    raise KeyError(f"getpwuid(): uid not found: {uid}")


def getpwnam(name, /):
    """Return the password database entry for the given user name."""
    if not isinstance(name, str):
        raise TypeError(f"getpwnam() argument must be str, not {type(name).__name__}")
    if b"\0" in os.fsencode(name):
        raise ValueError("embedded null byte")
    for user in _USERS:
        if user.pw_name == name:
            return user
    raise KeyError(f"getpwnam(): name not found: {name!r}")

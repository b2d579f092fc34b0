"""The user database of a sandbox: one user."""

import operator
import os
from collections import namedtuple

struct_passwd = namedtuple("struct_passwd", "pw_name pw_passwd pw_uid pw_gid pw_gecos pw_dir pw_shell")

_USER = struct_passwd("capsule", "x", os.getuid(), os.getuid(), "", "/home/capsule", "/bin/sh")


def getpwall():
    """Return a list of all available password database entries, in arbitrary order."""
    return [_USER]


def getpwuid(uid, /):
    """Return the password database entry for the given numeric user ID."""
    if operator.index(uid) != _USER.pw_uid:
        raise KeyError(f"getpwuid(): uid not found: {uid}")
    return _USER


def getpwnam(name, /):
    """Return the password database entry for the given user name."""
    if not isinstance(name, str):
        raise TypeError(f"getpwnam() argument must be str, not {type(name).__name__}")
    if b"\0" in os.fsencode(name):
        raise ValueError("embedded null byte")
    if name != _USER.pw_name:
        raise KeyError(f"getpwnam(): name not found: {name!r}")
    return _USER

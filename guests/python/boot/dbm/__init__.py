"""Key-value files. Of the databases that Python knows, a sandbox has two: SQLite's, and one in plain Python."""

import importlib
import os
import struct

__all__ = ["open", "whichdb", "error"]


class error(Exception):
    pass


_names = ["dbm.sqlite3", "dbm.gnu", "dbm.ndbm", "dbm.dumb"]
_defaultmod = None
_modules = {}

error = (error, OSError)


def open(file, flag="r", mode=0o666):
    """Open or create the database at path given by *file*.

    'r' opens an existing database for reading only (the default), 'w' for reading and writing; 'c' creates it when it does
    not exist, and 'n' always creates a new, empty one.
    """
    result = whichdb(file) if "n" not in flag else None
    if result is None:
        if "c" not in flag and "n" not in flag:
            raise error[0](f"db file doesn't exist; use 'c' or 'n' flag to create a new db: {os.fspath(file)!r}")
        module = _default()
    elif result == "":
        raise error[0]("db type could not be determined")
    else:
        module = _load(result)
        if module is None:
            raise error[0](f"db type is {result}, but the module is not available")
    return module.open(file, flag, mode)


def whichdb(filename):
    """Guess which database a file is of.

    None when it does not exist or cannot be read, the empty string when its kind is unknown, else the module's name.
    """
    name = os.fsencode(filename)
    for index, data in ((b".pag", b".dir"), (b".db", b"")):
        if os.path.exists(name + index) and (not data or os.path.exists(name + data)):
            return "dbm.ndbm"
    kind = _whichdumb(name)
    if kind is not None:
        return kind
    try:
        with os.fdopen(os.open(name, os.O_RDONLY), "rb") as file:
            start = file.read(16)
    except OSError:
        return None
    if start == b"SQLite format 3\0":
        return "dbm.sqlite3"
    if len(start) >= 4 and struct.unpack("=l", start[:4])[0] in (0x13579ACE, 0x13579ACD, 0x13579ACF):
        return "dbm.gnu"
    return ""


def _whichdumb(name):
    """Whether it is one of dbm.dumb's: a file with an index, whose lines begin with a quoted key."""
    try:
        os.stat(name + b".dat")
        if os.stat(name + b".dir").st_size == 0:
            return "dbm.dumb"
        with os.fdopen(os.open(name + b".dir", os.O_RDONLY), "rb") as file:
            return "dbm.dumb" if file.read(1) in (b"'", b'"') else None
    except OSError:
        return None


def _load(name):
    if name not in _modules:
        try:
            _modules[name] = importlib.import_module(name)
        except ImportError:
            _modules[name] = None
    return _modules[name]


def _default():
    global _defaultmod
    if _defaultmod is None:
        _defaultmod = next(filter(None, map(_load, _names)))
    return _defaultmod

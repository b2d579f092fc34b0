"""A key-value file that is a database of SQLite, as CPython's module of this name makes it."""

import os
import re
import sqlite3
from collections.abc import MutableMapping
from contextlib import closing, suppress
from pathlib import Path

_CREATE = "CREATE TABLE IF NOT EXISTS Dict (key BLOB UNIQUE NOT NULL, value BLOB NOT NULL)"
_GET = "SELECT value FROM Dict WHERE key = CAST(? AS BLOB)"
_PUT = "REPLACE INTO Dict (key, value) VALUES (CAST(? AS BLOB), CAST(? AS BLOB))"
_DELETE = "DELETE FROM Dict WHERE key = CAST(? AS BLOB)"
_MODES = {"r": "ro", "w": "rw", "c": "rwc", "n": "rwc"}


class error(OSError):
    pass


def _normalize_uri(path):
    """A path as a URI: what means something there, such as '?', is encoded."""
    return re.sub("/+", "/", Path(path).absolute().as_uri())


class _Database(MutableMapping):
    def __init__(self, path, /, *, flag, mode):
        if hasattr(self, "_cx"):
            raise error("reentrant initialization")
        if flag not in _MODES:
            raise ValueError(f"Flag must be one of 'r', 'w', 'c', or 'n', not {flag!r}")
        path = os.fsdecode(path)
        if flag == "n":
            with suppress(FileNotFoundError):
                os.remove(path)
        if flag in ("c", "n") and not os.path.exists(path):
            Path(path).touch(mode=mode, exist_ok=True)
        uri = f"{_normalize_uri(path)}?mode={_MODES[flag]}"
        try:
            self._cx = sqlite3.connect(uri, autocommit=True, uri=True)
        except sqlite3.Error as failure:
            raise error(str(failure)) from failure
        self._readonly = flag == "r"
        if not self._readonly:
            with suppress(sqlite3.OperationalError):  # another one has the file open: its own mode counts
                self._cx.execute("PRAGMA synchronous = NORMAL").close()
        if flag in ("c", "n"):
            self._execute(_CREATE).close()

    def _execute(self, *arguments, **more):
        if not self._cx:
            raise error("DBM object has already been closed")
        try:
            return self._cx.execute(*arguments, **more)
        except sqlite3.Error as failure:
            raise error(str(failure)) from failure

    def __len__(self):
        with closing(self._execute("SELECT COUNT(key) FROM Dict")) as cursor:
            return cursor.fetchone()[0]

    def __getitem__(self, key):
        with closing(self._execute(_GET, (key,))) as cursor:
            row = cursor.fetchone()
        if row is None:
            raise KeyError(key)
        return row[0]

    def __setitem__(self, key, value):
        self._execute(_PUT, (key, value)).close()

    def __delitem__(self, key):
        with closing(self._execute(_DELETE, (key,))) as cursor:
            if cursor.rowcount == 0:
                raise KeyError(key)

    def __iter__(self):
        try:
            with closing(self._execute("SELECT key FROM Dict")) as cursor:
                for row in cursor:
                    yield row[0]
        except sqlite3.Error as failure:  # it was closed meanwhile
            raise error(str(failure)) from failure

    def close(self):
        if getattr(self, "_cx", None):
            self._cx.close()
            self._cx = None

    def keys(self):
        return list(super().keys())

    def reorganize(self):
        self._execute("VACUUM").close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def open(filename, /, flag="r", mode=0o666):
    """Open a dbm.sqlite3 database and return the dbm object.

    'r' opens an existing database for reading only, 'w' for reading and writing; 'c' creates it when it does not exist, and
    'n' always creates a new, empty one. mode is that of a file which is created.
    """
    return _Database(filename, flag=flag, mode=mode)

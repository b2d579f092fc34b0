"""Key-value files, kept by SQLite: Pyodide's library has none of the databases that Python's own dbm wraps."""

import os
import sqlite3
from collections.abc import MutableMapping

__all__ = ["error", "open", "whichdb"]


class _Error(OSError):
    pass


error = (_Error, OSError)

_CREATE = "CREATE TABLE IF NOT EXISTS Dict (key BLOB UNIQUE NOT NULL, value BLOB NOT NULL)"


class _Database(MutableMapping):
    def __init__(self, path, flag, mode):
        if flag not in ("r", "w", "c", "n"):
            raise ValueError(f"Flag must be 'r', 'w', 'c', or 'n', not {flag!r}")
        if flag == "n" and os.path.exists(path):
            os.unlink(path)
        if flag in ("r", "w") and not os.path.exists(path):
            raise _Error(f"db file doesn't exist: {path!r}")
        is_new = not os.path.exists(path)
        self._readonly = flag == "r"
        try:
            self._connection = sqlite3.connect(path, autocommit=True)
            if not self._readonly:
                self._connection.execute(_CREATE)
        except sqlite3.Error as failure:
            raise _Error(str(failure)) from None
        if is_new:
            os.chmod(path, mode)

    def _execute(self, *arguments):
        if self._connection is None:
            raise _Error("DBM object has already been closed")
        try:
            return self._connection.execute(*arguments)
        except sqlite3.Error as failure:
            raise _Error(str(failure)) from None

    def __len__(self):
        return self._execute("SELECT COUNT(*) FROM Dict").fetchone()[0]

    def __getitem__(self, key):
        row = self._execute("SELECT value FROM Dict WHERE key = ?", (_blob(key),)).fetchone()
        if row is None:
            raise KeyError(key)
        return row[0]

    def __setitem__(self, key, value):
        self._require_writable()
        self._execute("REPLACE INTO Dict (key, value) VALUES (?, ?)", (_blob(key), _blob(value)))

    def __delitem__(self, key):
        self._require_writable()
        if self._execute("DELETE FROM Dict WHERE key = ?", (_blob(key),)).rowcount == 0:
            raise KeyError(key)

    def __iter__(self):
        return (row[0] for row in self._execute("SELECT key FROM Dict").fetchall())

    def keys(self):
        return list(self)

    def sync(self):
        pass

    def close(self):
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _require_writable(self):
        if self._readonly:
            raise _Error("The database is opened for reading only")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def _blob(value):
    return value.encode() if isinstance(value, str) else bytes(value)


def whichdb(filename):
    """The kind of a database: 'dbm.sqlite3', '' when it is of no known kind, None when it cannot be read."""
    try:
        with os.fdopen(os.open(os.fspath(filename), os.O_RDONLY), "rb") as file:
            return "dbm.sqlite3" if file.read(16) == b"SQLite format 3\x00" else ""
    except OSError:
        return None


def open(file, flag="r", mode=0o666):
    """Opens a database: 'r' and 'w' an existing one, 'c' creates it when needed, 'n' makes an empty one."""
    return _Database(os.fspath(file), flag, mode & ~0o022)

"""A key-value file in plain Python, in the format of CPython's module of this name.

Values lie in NAME.dat, each from a multiple of 512 bytes on. NAME.dir has a line for each key: the repr of the key as
Latin-1, a comma, and the repr of the place and the length of its value. NAME.bak is what NAME.dir was before.
"""

import ast
import errno
import io
import os
from collections.abc import MutableMapping

__all__ = ["error", "open"]

_BLOCK = 512

error = OSError


class _Database(MutableMapping):
    def __init__(self, name, mode, flag="c"):
        name = os.fsencode(name)
        self._mode = mode
        self._index_file, self._data_file, self._backup_file = name + b".dir", name + b".dat", name + b".bak"
        self._readonly = flag == "r"
        self._index = None
        self._modified = False
        self._prepare(flag)
        self._index = {}
        self._read_index(flag)

    def _prepare(self, flag):
        if flag == "n":
            for file in (self._data_file, self._backup_file, self._index_file):
                try:
                    os.remove(file)
                except OSError:
                    pass
        if not os.path.exists(self._data_file):
            if flag not in ("c", "n"):
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), os.fsdecode(self._data_file))
            self._create(self._data_file).close()

    def _create(self, file):
        created = io.open(file, "wb")
        try:
            os.chmod(file, self._mode)
        except OSError:
            pass
        return created

    def _read_index(self, flag):
        try:
            file = io.open(self._index_file, encoding="latin-1")
        except OSError:
            if flag not in ("c", "n"):
                raise
            self._create(self._index_file).close()
            return
        with file:
            for line in file:
                key, place = ast.literal_eval(line.rstrip())
                self._index[key.encode("latin-1")] = place

    def sync(self):
        """Write the index to its file."""
        if self._index is None or not self._modified:
            return
        try:
            os.unlink(self._backup_file)
        except OSError:
            pass
        try:
            os.rename(self._index_file, self._backup_file)
        except OSError:
            pass
        with self._create(self._index_file) as file:
            for key, place in self._index.items():
                file.write(f"{key.decode('latin-1')!r}, {place}\n".encode("latin-1"))
        self._modified = False

    _commit = sync

    def _require_open(self):
        if self._index is None:
            raise error("DBM object has already been closed")

    def _require_writable(self):
        self._require_open()
        if self._readonly:
            raise error("The database is opened for reading only")
        self._modified = True

    def __getitem__(self, key):
        self._require_open()
        place, length = self._index[_key(key)]
        with io.open(self._data_file, "rb") as file:
            file.seek(place)
            return file.read(length)

    def __setitem__(self, key, value):
        key = _key(key)
        if isinstance(value, str):
            value = value.encode("utf-8")
        elif not isinstance(value, (bytes, bytearray)):
            raise TypeError("values must be bytes or strings")
        self._require_writable()
        place, length = self._index.get(key, (None, -1))
        if place is not None and _blocks(len(value)) <= _blocks(length):
            self._write(place, value)
        else:
            place = self._append(value)
        is_new = key not in self._index
        self._index[key] = place, len(value)
        if is_new:
            self._add_to_index_file(key)

    def _write(self, place, value):
        with io.open(self._data_file, "rb+") as file:
            file.seek(place)
            file.write(value)

    def _append(self, value):
        with io.open(self._data_file, "rb+") as file:
            end = file.seek(0, os.SEEK_END)
            place = _blocks(end) * _BLOCK
            file.write(bytes(place - end) + value)
        return place

    def _add_to_index_file(self, key):
        with io.open(self._index_file, "a", encoding="latin-1") as file:
            try:
                os.chmod(self._index_file, self._mode)
            except OSError:
                pass
            file.write(f"{key.decode('latin-1')!r}, {self._index[key]}\n")

    def __delitem__(self, key):
        self._require_writable()
        del self._index[_key(key)]
        self.sync()

    def __contains__(self, key):
        self._require_open()
        return _key(key) in self._index

    def keys(self):
        """The keys, as a list."""
        self._require_open()
        return list(self._index)

    def items(self):
        self._require_open()
        return [(key, self[key]) for key in self._index]

    def __iter__(self):
        self._require_open()
        return iter(self._index)

    iterkeys = __iter__

    def __len__(self):
        self._require_open()
        return len(self._index)

    def close(self):
        try:
            self.sync()
        finally:
            self._index = self._data_file = self._index_file = self._backup_file = None

    __del__ = close

    def reorganize(self):
        """Give back the room of what was deleted."""
        self._require_writable()
        values = self.items()
        with self._create(self._data_file):
            pass
        for key, value in values:
            self._index[key] = self._append(value), len(value)
        self.sync()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def _key(key):
    if isinstance(key, str):
        return key.encode("utf-8")
    if not isinstance(key, bytes):
        raise TypeError("keys must be bytes or strings")
    return key


def _blocks(length):
    """How many blocks some bytes take."""
    return -(-length // _BLOCK)


def open(file, flag="c", mode=0o666):
    """Open the database file, filename, and return corresponding object.

    'r' opens an existing database for reading only, 'w' for reading and writing; 'c' creates it when it does not exist (the
    default), and 'n' always creates a new, empty one. mode is that of files which are created.
    """
    if flag not in ("r", "w", "c", "n"):
        raise ValueError("Flag must be one of 'r', 'w', 'c', or 'n'")
    return _Database(file, mode & ~_umask(), flag=flag)


def _umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask

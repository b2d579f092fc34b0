"""Files of a program that are named like modules of the standard library.

In plain Python the folder of the program is searched first: a file ``random.py`` is the module ``random`` there, unless
the interpreter needed that module to start. The image holds hundreds of modules before any program, which must not
change that: they give way. What others have imported of them stays as it is.
"""

import itertools
import os
import sys
from importlib.machinery import PathFinder

_listdir, _scandir, _isfile = os.listdir, os.scandir, os.path.isfile
_modules, _path = sys.modules, sys.path

#: What CPython has inside of itself, or loads to start, on every system: a file of the program never takes its place.
_INTERPRETER = frozenset(
    "__main__ __program__ _abc _ast _codecs _collections _collections_abc _functools _imp _io _locale _operator _signal _sitebuiltins "
    "_sre _stat _string _suggestions _symtable _sysconfig _thread _tokenize _tracemalloc _types _typing _warnings _weakref "
    "_frozen_importlib _frozen_importlib_external abc atexit builtins codecs encodings errno faulthandler gc genericpath io "
    "itertools marshal ntpath os posix posixpath pwd site stat sys time xxsubtype zipimport".split()
)

#: The interface between a program and its sandbox is not a file's to take.
_SANDBOX = frozenset(("capsule", "_capsule", "_capsule_guest"))

_KEPT = _INTERPRETER | _SANDBOX

#: What is part of this interpreter, and a file elsewhere: the import system would not even look for the program's.
_BUILT_IN = frozenset(sys.builtin_module_names) - _KEPT

#: So many files of a folder are looked at. A cell may work in a folder of the host with any number of them.
_MOST_FILES = 10_000

#: The modules of the image, by name.
_image = {}


def is_kept(name):
    """Whether a file of the program cannot be the top-level module of this name."""
    return name in _KEPT


def give_way(folder, used=()):
    """Forgets modules of the image that files in a folder stand for; not those in ``used``, which the program has already."""
    for name in _modules_in(folder):
        module = _image[name]
        if _modules.get(name) is not module:
            continue
        if any(module is value for value in used):
            continue
        for key in [key for key in _modules if key == name or key.startswith(name + ".")]:
            if _modules[key] is _image.get(key):
                del _modules[key]


def _modules_in(folder):
    try:
        with _scandir(folder or ".") as entries:
            for entry in itertools.islice(entries, _MOST_FILES):
                name, dot, ending = entry.name.partition(".")
                if name not in _image or name in _KEPT:
                    continue  # nor looked into: a folder of data may be large, or a link that leads out of the project
                if dot and ending == "py" or not dot and _isfile(f"{entry.path}/__init__.py"):
                    yield name
    except OSError:
        return


def hidden_by_sdk():
    """A file or package of the program that has the name of Capsule's own, or None."""
    folder = _path[0] if _path else ""
    for name in ("capsule.py", "capsule/__init__.py"):
        path = f"{folder or '.'}/{name}"
        if _isfile(path):
            return path
    return None


def sdk_advice(path):
    return f"{path} cannot be imported: 'capsule' is Capsule's own module in a sandbox; rename the file"


class OwnFilesFinder:
    """Finds the program's file before the built-in module of its name."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if path is not None or name not in _BUILT_IN:
            if name.startswith("capsule.") and PathFinder.find_spec(name, path) is None and (hidden := hidden_by_sdk()):
                raise ImportError(sdk_advice(hidden), name=name)
            return None
        spec = PathFinder.find_spec(name, _path[:1], target)
        return spec if spec is not None and spec.loader is not None else None


def install():
    sys.meta_path.insert(0, OwnFilesFinder)


def remember_image():
    """Notes what is in the image. Called last."""
    _image.update(_modules)

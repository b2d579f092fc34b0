"""Modules and builtins that belong to the runner alone.

A program may put something else in the place of ``json.dumps``, ``builtins.repr`` or ``traceback.format_exception``, and
a test or a cell of a session often does. What runs the program must not meet the replacement. So the runner's modules
get builtins of their own, with an import that gives them copies of the modules in ``_COPIED``. Of other modules they
bind the functions that they need, by name, when the image is made; a copied module gets the names of others as they are
then.
"""

import builtins
import importlib.machinery
import importlib.util
import sys
import types

#: Modules written in Python whose functions look up others when they are called: binding one name is not enough.
_COPIED = frozenset((
    "json", "json.decoder", "json.encoder", "json.scanner",
    "traceback", "linecache", "textwrap", "codeop", "keyword", "tokenize", "token", "_colorize", "contextlib", "ast",
    "base64", "rlcompleter",
))

#: What copied modules look up in these changes while a program runs, and has to.
_SHARED = frozenset(("sys", "builtins", "__main__"))

_modules = {}
_names_of = {}
_import_for_all = builtins.__import__


def _import(name, globals=None, locals=None, fromlist=(), level=0):
    """``__import__`` of the runner."""
    if level:
        package = globals["__package__"].rsplit(".", level - 1)[0]
        whole = f"{package}.{name}" if name else package
    else:
        whole = name
    if whole not in _COPIED:
        module = _import_for_all(name, globals, locals, fromlist, level)
        return _as_it_is(module) if globals and globals.get("__name__") in _COPIED else module
    module = _load(whole)
    if not fromlist:
        return module if level else _load(name.partition(".")[0])
    for part in fromlist:
        if f"{whole}.{part}" in _COPIED:
            _load(f"{whole}.{part}")
    return module


def _as_it_is(module):
    """A module with the names that another had when the image was made."""
    if module.__name__ in _SHARED:
        return module
    kept = _names_of.get(module.__name__)
    if kept is None:
        kept = _names_of[module.__name__] = types.ModuleType(module.__name__)
        vars(kept).update(vars(module))
    return kept


def _load(name):
    module = _modules.get(name)
    if module is None:
        parent, _, tail = name.rpartition(".")
        above = _load(parent) if parent else None
        spec = importlib.util.find_spec(name)
        module = _modules[name] = types.ModuleType(name)
        module.__file__, module.__spec__, module.__builtins__ = spec.origin, spec, _builtins
        module.__package__ = name if spec.submodule_search_locations else parent
        exec(spec.loader.get_code(name), module.__dict__)
        if above is not None:
            setattr(above, tail, module)
    return module


_builtins = dict(vars(builtins), __import__=_import)


class _Finder:
    """Gives the runner's modules their builtins while the image is made."""

    _packages = ("_capsule_guest", "capsule")

    def find_spec(self, name, path, target=None):
        if name.partition(".")[0] not in self._packages:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            execute = spec.loader.exec_module

            def exec_module(module):
                module.__builtins__ = _builtins
                execute(module)
                del spec.loader.exec_module

            spec.loader.exec_module = exec_module
        return spec


_finder = _Finder()


def begin():
    """What is imported of the runner from here on has builtins and modules of its own."""
    sys.meta_path.insert(0, _finder)
    # The lines of cells are there for the program's tracebacks too.
    import linecache

    _load("linecache").cache = linecache.cache


def end():
    sys.meta_path.remove(_finder)

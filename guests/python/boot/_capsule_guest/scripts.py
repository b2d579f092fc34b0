"""Programs that declare no task and have no ``main``: scripts, which run from the first line to the last.

Running the file is then the program's only task. Nothing of it runs while the program is loaded, which would be without the
files, hosts and limits of a task, but the imports that it begins with: what the file is, its text says.
"""

import ast
import sys
from importlib.util import module_from_spec as _module_of, spec_from_file_location as _spec_from_file

from _capsule_guest import imports

#: Statements that declare. A file that has no other, and functions, was not written to be run as it is.
_DECLARATIONS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.TypeAlias, ast.Pass)
_ASSIGNMENTS = (ast.Assign, ast.AnnAssign, ast.AugAssign)

#: What declares tasks. A file that imports it may do so; and so may one that imports such a file.
_SDK = ("capsule", "_capsule_guest")

_modules = sys.modules


def is_script(file, folder):
    """Whether a file does something when it is run, and can declare no task."""
    tree = imports.tree_of(file)
    return tree is not None and _does_something(tree) and not _binds_main(tree) and not any(
        name.partition(".")[0] in _SDK for name, _ in imports.reach([file], folder)
    )


def import_first(file, folder):
    """Runs the imports that a script begins with, up to one of the program's own modules: each run starts with what they took."""
    first = []
    for node in imports.tree_of(file).body:
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module]
        elif _is_text(node):
            continue
        else:
            break
        if any(imports.files_of(name, folder) for name in names):
            break
        first.append(node)
    exec(compile(ast.Module(first, []), file, "exec", dont_inherit=True), {"__name__": "__main__", "__file__": file})


def run(file):
    """Runs a script as its module ``__main__``. ``sys.exit()`` is an end like any other."""
    place = _spec_from_file("__main__", file)
    module = _modules["__main__"] = _module_of(place)
    try:
        place.loader.exec_module(module)
    except SystemExit as end:
        if end.code not in (None, 0):
            raise


def _does_something(tree):
    declares = any(isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) for node in tree.body)
    return any(
        not isinstance(node, _DECLARATIONS) and not _is_text(node) and not (declares and isinstance(node, _ASSIGNMENTS)) for node in tree.body
    )


def _is_text(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _binds_main(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            name = node.id if isinstance(node.ctx, ast.Store) else None
        elif isinstance(node, ast.alias):
            name = node.asname or node.name
        else:
            name = getattr(node, "name", None)
        if name == "main":
            return True
    return False

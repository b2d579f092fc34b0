"""Finds what a program may import when it runs: inside functions, behind conditions, by a literal name.

The host sees which files are read. It runs this after a program was loaded, in the same sandbox, and keeps every file that
loading or this read. Modules of the program itself are followed; of packages only the top-level names matter, because
the host keeps those whole.
"""

import ast
import json
import os
import sys


def scan(request):
    """Reads all reachable modules below a folder. Answers the top-level names that are not among them."""
    spec = json.loads(request)
    root = spec["folder"]
    files = [path for path in map(_file_of, list(sys.modules.values())) if path and _is_below(path, root)]
    outside = {name.partition(".")[0] for name, found in reach([*files, spec["file"]], root) if not found}
    return b"0" + json.dumps(sorted(outside)).encode()


def reach(files, root):
    """The names that files below a folder import, and those that the files of these names import, each with its files."""
    todo, seen = list(dict.fromkeys(files)), set(files)
    while todo:
        path = todo.pop()
        for name in _names_in(path, root):
            found = files_of(name, root)
            yield name, found
            for file in found:
                if file not in seen:
                    seen.add(file)
                    todo.append(file)


def tree_of(path):
    """The syntax tree of a file; None where it cannot be read or parsed."""
    try:
        with open(path, "rb") as file:
            return ast.parse(file.read(), path)
    except (OSError, SyntaxError, ValueError, RecursionError):
        return None


def _file_of(module):
    path = getattr(module, "__file__", None)
    return path if isinstance(path, str) and path.endswith(".py") else None


def _is_below(path, root):
    return path.startswith(root + "/")


def _names_in(path, root):
    """The dotted names that a module imports, wherever in it. What cannot be read or parsed imports nothing."""
    tree = tree_of(path)
    if tree is None:
        return
    package = os.path.relpath(os.path.dirname(path), root).replace("/", ".").strip(".")
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(node, package)
            if base:
                yield base
            for alias in node.names:
                yield f"{base}.{alias.name}" if base else alias.name
        elif isinstance(node, ast.Call):
            yield from _literal_import(node)


def _absolute(node, package):
    if node.level == 0:
        return node.module or ""
    parts = package.split(".") if package else []
    parts = parts[: len(parts) - (node.level - 1)]
    return ".".join([*parts, *([node.module] if node.module else [])])


def _literal_import(call):
    """``importlib.import_module("name")`` and ``__import__("name")``."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name in ("import_module", "__import__") and call.args:
        argument = call.args[0]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and not argument.value.startswith("."):
            yield argument.value


def files_of(name, root):
    """The files that importing a dotted name reads: the packages on the way, and the module, where there is one."""
    files, place = [], root
    for part in name.split("."):
        place = f"{place}/{part}"
        for candidate in (f"{place}/__init__.py", f"{place}.py"):
            if os.path.isfile(candidate):
                files.append(candidate)
                break
    return files

"""Code that somebody types or a language model writes, run in one namespace: what sessions and ``execute`` have in common.

It is taken as notebooks take it: indented as a whole, in a Markdown fence, with a byte order mark, with ``await``.
Commands of IPython that change nothing are passed over; others are refused in words that say what to do.
"""

import __future__
import ast
import asyncio
import builtins
import collections
import inspect
import linecache
import re
import sys
import types
from asyncio import gather as _gather, get_running_loop as _get_running_loop, set_event_loop as _set_event_loop, tasks as _tasks
from io import StringIO as _StringIO

from _capsule_guest import names
from _capsule_guest.loop import SandboxEventLoop

#: The source of the last cells is kept for tracebacks, so many characters at most.
_SOURCE_LIMIT = 4 << 20
_SOURCES = 200
#: So many commands of IPython a cell may have: each costs another look at the cell.
_COMMANDS = 100

NOTHING = object()
_FUTURE = [getattr(__future__, name).compiler_flag for name in __future__.all_feature_names]
_ONLY_AST, _TOP_LEVEL_AWAIT, _IS_COROUTINE = ast.PyCF_ONLY_AST, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, inspect.CO_COROUTINE
_Expr, _Expression, _ClassDef = ast.Expr, ast.Expression, ast.ClassDef
_Assign, _AnnAssign, _AugAssign, _Name = ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Name

_FENCE = re.compile(r"\A\s*(```+|~~~+)[ \t]*[\w{}. -]*\n(.*?)\n?[ \t]*\1\s*\Z", re.DOTALL)
_FIRST_LINE = re.compile(r"^([ \t]*)[^\s#]", re.MULTILINE)
_COMMAND = re.compile(r"(?:[\w, ]+=\s*)?(%%|%|!!|!)\s*(\w*)(.*)|\?+[\w.*]*|[\w.]+\?+")
#: What notebooks expect to import, behind everything that is really there.
_shims = "/lib/capsule/notebook-shims"

#: Commands that only set up a notebook: there is nothing to do for them.
_HARMLESS = frozenset("matplotlib load_ext reload_ext unload_ext autoreload config autosave precision".split())
_INSTALLS = re.compile(r"(?:pip3?|conda|mamba|uv|poetry|python3?\s+-m\s+pip)\b")


def prepare(source):
    """The Python in what was given: the line ends as Python counts them, without a mark, a fence or an indentation around it."""
    source = _StringIO(source, newline=None).getvalue().removeprefix("\ufeff")
    fenced = _FENCE.match(source)
    if fenced:
        source = fenced[2]
    first = _FIRST_LINE.search(source)
    indent = first[1] if first else ""
    if indent:
        source = "\n".join([line.removeprefix(indent) for line in source.split("\n")])
    return source


def lines_of(source):
    """Lines as Python counts them: a form feed or U+2028 ends none."""
    return _StringIO(source, newline=None).readlines()


class Cells:
    """A module ``__main__``, and what runs in it."""

    def __init__(self):
        main = types.ModuleType("__main__")
        main.__builtins__ = builtins
        self.main = sys.modules["__main__"] = main
        self.namespace = main.__dict__
        self.flags = _TOP_LEVEL_AWAIT
        self.sources = collections.deque()
        self.kept = 0
        self.loop = None
        #: The name that the last statement of the last cell assigned to: the empty string for another target, None for no assignment.
        self.assigned = None
        if _shims not in sys.path:
            sys.path.append(_shims)
        _rest_in(self)

    def run(self, source, name, show):
        """Runs statements; ``show`` gets the value of the last one if it is an expression."""
        self.assigned = None
        source = prepare(source)
        self.remember(name, source)
        tree, read = self.parse(source, name)
        if read is not source:
            self.remember(name, read)
        if "import" in read:
            names.give_way(sys.path[0], self.namespace.values())
        self.assigned = _assigned_by(tree.body[-1]) if tree.body else None
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], _Expr) else None
        code = compile(tree, name, "exec", self.flags, dont_inherit=True)
        last_code = compile(_Expression(last.value), name, "eval", self.flags, dont_inherit=True) if last else None
        self.flags |= sum(flag for flag in _FUTURE if code.co_flags & flag)
        self.make_current()
        self.evaluate(code)
        if last_code is not None:
            show(self.evaluate(last_code))

    def parse(self, source, name):
        """The syntax tree, and the source that it is of: without IPython's commands."""
        for _ in range(_COMMANDS):
            try:
                return compile(source, name, "exec", self.flags | _ONLY_AST, dont_inherit=True), source
            except SyntaxError as error:
                source = _without_command(source, error)
        return compile(source, name, "exec", self.flags | _ONLY_AST, dont_inherit=True), source

    def evaluate(self, code):
        value = eval(code, self.namespace)
        return self.wait_for(value) if code.co_flags & _IS_COROUTINE else value

    def event_loop(self):
        """The cells' own event loop: what one starts goes on in later ones."""
        if self.loop is None or self.loop.is_closed():
            self.loop = SandboxEventLoop()
        return self.loop

    def make_current(self):
        """Lets code that does not await find the event loop, as ``asyncio.gather`` does."""
        try:
            _set_event_loop(self.event_loop())
        except Exception:
            pass  # a cell broke asyncio: what awaits will say so

    def wait_for(self, coroutine):
        """Runs a cell that awaits."""
        loop = self.event_loop()
        task = loop.create_task(coroutine)
        try:
            return loop.run_until_complete(task)
        except BaseException:
            if not task.done():
                task.cancel()
                loop.run_until_complete(_gather(task, return_exceptions=True))
            raise

    def remember(self, name, source):
        """Keeps a cell's lines, for tracebacks and ``inspect``."""
        entry = len(source), None, lines_of(source), name
        linecache.cache[name] = entry
        if self.sources and self.sources[-1][0] == name:
            self.kept -= self.sources.pop()[1][0]
        self.sources.append((name, entry))
        self.kept += len(source)
        while self.kept > _SOURCE_LIMIT or len(self.sources) > _SOURCES:
            oldest, entry = self.sources.popleft()
            self.kept -= entry[0]
            linecache.cache.pop(oldest, None)

    def show_sources(self):
        """Brings back what a cell took out of the cache of lines."""
        for name, entry in self.sources:
            linecache.cache.setdefault(name, entry)

    def file_of_class(self, declared):
        """The cell that a class comes from, or None."""
        for value in vars(declared).values():
            function = getattr(value, "__func__", None) or getattr(value, "fget", None) or value
            code = getattr(function, "__code__", None)
            if code is not None and getattr(function, "__qualname__", "").startswith(declared.__qualname__ + "."):
                return code.co_filename
        first = getattr(declared, "__firstlineno__", None)
        start = re.compile(rf"\s*(@|class\s+{re.escape(declared.__name__)}\b)")
        for name, (_, _, lines, _) in reversed(self.sources):
            if isinstance(first, int) and 0 < first <= len(lines) and start.match(lines[first - 1]):
                return name
        return None


def split(source, flags=_TOP_LEVEL_AWAIT):
    """The statements of a file, each with the others on its lines."""
    source = prepare(source)
    try:
        body = compile(source, "<input>", "exec", flags | _ONLY_AST, dont_inherit=True).body
    except (SyntaxError, ValueError):
        return [source]  # running it tells why
    lines = lines_of(source)
    starts, end = [], 0
    for node in body:
        first = min([node.lineno, *(decorator.lineno for decorator in getattr(node, "decorator_list", ()))])
        if first > end:
            starts.append(first)
        end = node.end_lineno
    return ["".join(lines[start - 1:end - 1]) for start, end in zip(starts, [*starts[1:], len(lines) + 1])]


def _assigned_by(statement):
    if isinstance(statement, _Assign):
        target = statement.targets[-1]
    elif isinstance(statement, (_AnnAssign, _AugAssign)) and statement.value is not None:
        target = statement.target
    else:
        return None
    return target.id if isinstance(target, _Name) else ""


def _without_command(source, error):
    """The source without the command of IPython that is no Python; raises the error, with advice, if there is none to skip."""
    lines = source.split("\n")
    number = error.lineno
    if source.lstrip().startswith("%%"):
        number = source[:len(source) - len(source.lstrip())].count("\n") + 1  # of the whole cell, whatever is below
    if number is None or not 0 < number <= len(lines):
        raise error
    line = lines[number - 1]
    command = _COMMAND.fullmatch(line.strip())
    if command is None:
        raise error
    sign, name, rest = command[1], command[2], (command[3] or "").strip()
    indent = line[:len(line) - len(line.lstrip())]
    if line.strip().startswith("%"):
        if sign == "%" and name in _HARMLESS or sign == "%%" and name == "time":
            lines[number - 1] = indent + "pass"
            return "\n".join(lines)
        if sign == "%" and name == "time" and rest:
            lines[number - 1] = indent + rest
            return "\n".join(lines)
    raise SyntaxError(_advice(sign, name, rest), (error.filename, number, len(indent) + 1, line)) from None


def _advice(sign, name, rest):
    if sign is None:
        return "'?' is a command of IPython: use help(name) for what something does"
    if _INSTALLS.match(f"{name} {rest}"):
        return (
            "packages cannot be installed from inside of a Capsule sandbox: what can be imported is there, "
            "and the rest is installed by whoever runs it"
        )
    if sign.startswith("!"):
        return f"'{sign}' runs a program, and a Capsule sandbox has none: use Python (os, pathlib, shutil) for what it does"
    return f"'{sign}{name}' is a command of IPython, which a Capsule sandbox does not have: use plain Python"


#: The cells that this sandbox runs.
_cells = None


def _rest_in(cells):
    global _cells
    _cells = cells


def forget():
    global _cells
    _cells = None
    if _shims in sys.path:
        sys.path.remove(_shims)
    _set_event_loop(None)


_create_task = _tasks.create_task
_get_file = inspect.getfile


def create_task(coro, **options):
    """``asyncio.create_task``; in a cell that does not await, the task starts when a later one does."""
    if _cells is not None:
        try:
            _get_running_loop()
        except RuntimeError:
            return _cells.event_loop().create_task(coro, **options)
    return _create_task(coro, **options)


def getfile(object):
    """``inspect.getfile``, which knows where the classes of cells come from."""
    if _cells is not None and isinstance(object, type) and getattr(object, "__module__", None) == "__main__":
        file = _cells.file_of_class(object)
        if file is not None:
            return file
    return _get_file(object)


def install():
    for function, original, places in (
        (create_task, _create_task, (asyncio, _tasks)),
        (getfile, _get_file, (inspect,)),
    ):
        function.__module__ = original.__module__
        function.__doc__ = original.__doc__
        for place in places:
            setattr(place, function.__name__, function)

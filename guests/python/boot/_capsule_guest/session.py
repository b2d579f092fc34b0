"""A session: cells run one after the other in one namespace, as in Python's own interactive mode.

The host calls ``execute`` with a request in JSON and gets an answer in JSON. It believes nothing of it: cells may have
changed everything here. docs/SESSIONS.md says what cells can rely on.
"""

import __future__
import ast
import asyncio
import builtins
import collections
import inspect
import io
import json
import linecache
import os
import random
import re
import rlcompleter
import signal
import sys
import tempfile
import traceback
import types

from _capsule_guest import host, program, rich

#: The source of the last cells is kept for tracebacks, so many characters at most.
_SOURCE_LIMIT = 4 << 20
_SOURCES = 200
_COMPLETIONS = 500
_NOTHING = object()
_FUTURE = [getattr(__future__, name).compiler_flag for name in __future__.all_feature_names]
#: Compiler flags (CPython, Include/cpython/compile.h) that tell input which may go on from input which is wrong.
_INCOMPLETE = 0x200 | 0x4000
_COMPOUND = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.If, ast.For, ast.AsyncFor, ast.While, ast.With,
    ast.AsyncWith, ast.Try, ast.TryStar, ast.Match,
)
_IMPORT = re.compile(r"\s*(?:import|from)\s+(\w*)$")
_DOTTED = re.compile(r"[\w.]*$")

_session = None


def execute(request):
    """Does what one request asks for."""
    global _session
    try:
        call = json.loads(request)
        if _session is None:
            _session = _Session()
        answer = getattr(_session, "do_" + call["op"])(call)
        return program.OK + answer.encode()
    except BaseException as error:
        return program.FAILED + program._describe(error)


class _ErrorStream(io.TextIOWrapper):
    """Standard error, which keeps its place among what was printed before it."""

    def write(self, text):
        sys.stdout.flush()
        return super().write(text)


class _Session:
    def __init__(self):
        main = types.ModuleType("__main__")
        main.__builtins__ = builtins
        self.main = sys.modules["__main__"] = main
        self.namespace = main.__dict__
        self.flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        self.sources = collections.deque()
        self.kept = 0
        self.loop = None
        self.value = _NOTHING
        self.granted = set()
        sys.argv = [""]
        sys.path[0] = ""
        sys.displayhook = self.keep
        sys.stderr = _ErrorStream(open(2, "wb", buffering=0, closefd=False), "utf-8", "backslashreplace", write_through=True)
        self.handler = signal.default_int_handler
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        builtins.display = display

    def do_run(self, call):
        if call["reseed"]:
            reseed()
            self.grant(call["env"])
        name = f"<cell {call['number']}>"
        self.remember(name, call["source"])
        self.value = _NOTHING
        shown = error = None
        try:
            signal.signal(signal.SIGINT, self.handler)
            self.run(call["source"], name)
            if self.value is not _NOTHING:
                shown = _show(self.value)
        except BaseException as raised:
            error = self.describe(raised)
        # An interrupt that comes from here on comes too late: it must not break the answer.
        self.handler = signal.signal(signal.SIGINT, signal.SIG_IGN)
        self.value = _NOTHING
        self.settle()
        return f'{{"value":{shown or "null"},"error":{error or "null"}}}'

    def grant(self, variables):
        """Sets the host's variables: those that were granted where the state comes from may be others."""
        for name in self.granted - variables.keys():
            os.environ.pop(name, None)
        os.environ.update(variables)
        self.granted = set(variables)

    def do_check(self, call):
        """Whether source is a whole cell, as a person types it: line by line."""
        source = call["source"]
        try:
            tree = self.compile(source, "<input>", "exec", ast.PyCF_ONLY_AST | _INCOMPLETE)
        except _IncompleteInputError:
            return '"incomplete"'
        except (SyntaxError, ValueError):
            return '"invalid"'
        body = tree.body if "\n" in source else []
        is_open = body and isinstance(body[-1], _COMPOUND) and source.rpartition("\n")[2].strip()
        return '"incomplete"' if is_open else '"complete"'

    def do_split(self, call):
        """The statements of a file, each as a cell."""
        source = call["source"]
        try:
            body = compile(source, "<input>", "exec", ast.PyCF_ONLY_AST | self.flags, dont_inherit=True).body
        except (SyntaxError, ValueError):
            return json.dumps([source])  # running it tells why
        lines = source.splitlines(keepends=True)
        starts = sorted({min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))]) for node in body})
        cells = ["".join(lines[start - 1:end - 1]) for start, end in zip(starts, [*starts[1:], len(lines) + 1])]
        return json.dumps(cells)

    def do_complete(self, call):
        """What may follow the end of a line: where what is replaced starts, and the replacements."""
        line = call["line"]
        module = _IMPORT.match(line)
        if module:
            word = module[1]
            found = sorted(name for name in {*sys.stdlib_module_names, *sys.modules} if name.startswith(word) and "." not in name)
        else:
            word = _DOTTED.search(line)[0]
            found = self.matches(word) if word else []
        return json.dumps({"start": len(line) - len(word), "matches": found[:_COMPLETIONS]})

    def matches(self, word):
        completer = rlcompleter.Completer(self.namespace)
        try:
            found = completer.attr_matches(word) if "." in word else completer.global_matches(word)
        except Exception:
            return []
        return sorted({rich.clean(match.partition("(")[0].rstrip(" :")) for match in found})

    def run(self, source, name):
        tree = self.compile(source, name, "exec", ast.PyCF_ONLY_AST)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        code = self.compile(tree, name, "exec")
        last_code = self.compile(ast.Expression(last.value), name, "eval") if last else None
        self.flags |= sum(flag for flag in _FUTURE if code.co_flags & flag)
        self.evaluate(code)
        if last_code is not None:
            sys.displayhook(self.evaluate(last_code))

    def compile(self, source, name, mode, flags=0):
        return compile(source, name, mode, self.flags | flags, dont_inherit=True)

    def evaluate(self, code):
        value = eval(code, self.namespace)
        return self.wait_for(value) if code.co_flags & inspect.CO_COROUTINE else value

    def wait_for(self, coroutine):
        """Runs a cell that awaits, in the session's own event loop: what it started goes on in later ones."""
        if self.loop is None or self.loop.is_closed():
            self.loop = asyncio.new_event_loop()
        task = self.loop.create_task(coroutine)
        try:
            return self.loop.run_until_complete(task)
        except BaseException:
            if not task.done():
                task.cancel()
                self.loop.run_until_complete(asyncio.gather(task, return_exceptions=True))
            raise

    def keep(self, value):
        """The display hook: what a cell's last expression gives is the cell's value, and ``_`` from then on."""
        if value is not None:
            builtins._ = self.value = value

    def remember(self, name, source):
        lines = source.splitlines(keepends=True)
        linecache.cache[name] = (len(source), None, lines, name)
        self.sources.append((name, len(source)))
        self.kept += len(source)
        while self.kept > _SOURCE_LIMIT or len(self.sources) > _SOURCES:
            oldest, size = self.sources.popleft()
            self.kept -= size
            linecache.cache.pop(oldest, None)

    def settle(self):
        """What the host does for a cell ends with it."""
        program._flush()
        for operation in list(host._pending.values()):
            error = {"kind": "cancelled", "message": "the cell that started it ended", "errno": 0}
            operation._end({"error": error}, b"")
        host._pending.clear()

    def describe(self, error):
        sys.last_exc = error
        return program._describe(error).decode()


def _show(value):
    text = rich.text_of(value)
    data = json.dumps(rich.bundle_of(value, text))
    return f'{{"repr":{json.dumps(text)},"json":{rich.json_of(value) or "null"},"data":{data}}}'


def display(*values):
    """Shows values among what is printed, with their rich representations."""
    for value in values:
        data = json.dumps(rich.bundle_of(value)).encode()
        sys.stdout.flush()
        host.call("session.display", data)


def reseed():
    """What must not be shared between sessions that go on from one state."""
    random.seed(int.from_bytes(os.urandom(32)))
    tempfile._name_sequence = None
    numpy = sys.modules.get("numpy.random")
    if numpy is not None:
        numpy.seed(int.from_bytes(os.urandom(4)))


def warm_up(rounds):
    """Runs a session while the image is made, and forgets it (see ``warm``)."""
    global _session
    kept = sys.modules["__main__"], sys.displayhook, sys.stderr, sys.path[0]
    for number in range(rounds):
        for source in ("x = 1", "x", "x += 1\nx", "def f():\n    return [1]\nf()", "await __import__('asyncio').sleep(0)", "None"):
            execute(json.dumps({"op": "run", "source": source, "number": number, "reseed": False}).encode())
        for question in ({"op": "check", "source": "x"}, {"op": "complete", "line": "x.re"}):
            execute(json.dumps(question).encode())
    _session.loop.close()
    _session = None
    sys.modules["__main__"], sys.displayhook, sys.stderr, sys.path[0] = kept
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    del builtins.display, builtins._

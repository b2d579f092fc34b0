"""A session: cells run one after the other in one namespace, as in Python's own interactive mode.

The host calls ``execute`` with a request in JSON and gets an answer in JSON. It believes nothing of it: cells may have
changed everything here. docs/how-to/use-sessions.md says what cells can rely on.
"""

import ast
import builtins
import io
import json
import os
import random
import re
import rlcompleter
import sys
import tempfile
from _signal import SIG_DFL, SIG_IGN, SIGINT, default_int_handler, signal as _set_handler

from _capsule_guest import cells, host, program, rich
from _capsule_guest.system import ask

_COMPLETIONS = 500
_NOTHING = cells.NOTHING
#: Compiler flags (CPython, Include/cpython/compile.h) that tell input which may go on from input which is wrong.
_INCOMPLETE = 0x200 | 0x4000
_ONLY_AST = ast.PyCF_ONLY_AST
_COMPOUND = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.If, ast.For, ast.AsyncFor, ast.While, ast.With,
    ast.AsyncWith, ast.Try, ast.TryStar, ast.Match,
)
_IMPORT = re.compile(r"\s*(?:import|from)\s+(\w*)$")
_DOTTED = re.compile(r"[\w.]*$")
#: Bound here, because cells may put something else in their place (see ``own``).
_set_seed, _urandom, _environ, _modules, _ask = random.seed, os.urandom, os.environ, sys.modules, ask

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
        _flush_output()
        return super().write(text)


def _flush_output():
    try:
        sys.stdout.flush()
    except Exception:
        pass  # a cell put something else there


class _Session:
    def __init__(self):
        self.cells = cells.Cells()
        self.value = _NOTHING
        self.granted = set()
        sys.argv = [""]
        sys.path[0] = ""
        sys.displayhook = self.keep
        sys.stderr = _ErrorStream(open(2, "wb", buffering=0, closefd=False), "utf-8", "backslashreplace", write_through=True)
        self.handler = default_int_handler
        _set_handler(SIGINT, SIG_IGN)
        builtins.display = display

    def do_run(self, call):
        if call["reseed"]:
            reseed()
            self.grant(call["env"])
        name = call.get("name") or f"<cell {call['number']}>"
        if "args" in call:
            self.cells.namespace["args"] = call["args"]
        self.value = _NOTHING
        shown = error = None
        try:
            _set_handler(SIGINT, self.handler)
            if "warm" not in call:
                _ask(b"interrupt")  # one that came before this line was ignored
            self.cells.run(call["source"], name, lambda value: sys.displayhook(value))
            if self.value is not _NOTHING:
                shown = _show(self.value)
        except BaseException as raised:
            error = self.describe(raised)
        # An interrupt that comes from here on comes too late: it must not break the answer.
        self.handler = _set_handler(SIGINT, SIG_IGN)
        self.value = _NOTHING
        self.settle()
        assigned = json.dumps(self.cells.assigned)
        return f'{{"value":{shown or "null"},"error":{error or "null"},"assigned":{assigned}}}'

    def grant(self, variables):
        """Sets the host's variables: those that were granted where the state comes from may be others."""
        for name in self.granted - variables.keys():
            _environ.pop(name, None)
        _environ.update(variables)
        self.granted = set(variables)
        program.warn_of_zone(variables)

    def do_check(self, call):
        """Whether source is a whole cell, as a person types it: line by line."""
        source = call["source"]
        try:
            tree = compile(source, "<input>", "exec", self.cells.flags | _ONLY_AST | _INCOMPLETE, dont_inherit=True)
        except _IncompleteInputError:
            return '"incomplete"'
        except (SyntaxError, ValueError):
            return '"invalid"'
        body = tree.body if "\n" in source else []
        is_open = body and isinstance(body[-1], _COMPOUND) and source.rpartition("\n")[2].strip()
        return '"incomplete"' if is_open else '"complete"'

    def do_split(self, call):
        """The statements of a file, each as a cell."""
        return json.dumps(cells.split(call["source"], self.cells.flags))

    def do_complete(self, call):
        """What may follow the end of a line: where what is replaced starts, and the replacements."""
        line = call["line"]
        module = _IMPORT.match(line)
        if module:
            word = module[1]
            found = sorted(name for name in {*sys.stdlib_module_names, *_modules} if name.startswith(word) and "." not in name)
        else:
            word = _DOTTED.search(line)[0]
            found = self.matches(word) if word else []
        return json.dumps({"start": len(line) - len(word), "matches": found[:_COMPLETIONS]})

    def matches(self, word):
        completer = rlcompleter.Completer(self.cells.namespace)
        try:
            found = completer.attr_matches(word) if "." in word else completer.global_matches(word)
        except Exception:
            return []
        return sorted({rich.clean(match.partition("(")[0].rstrip(" :")) for match in found})

    def keep(self, value):
        """The display hook: what a cell's last expression gives is the cell's value, and ``_`` from then on."""
        if value is not None:
            builtins._ = self.value = value

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
        _flush_output()
        host.call("session.display", data)


def reseed():
    """What must not be shared between sessions that go on from one state."""
    _set_seed(int.from_bytes(_urandom(32)))
    tempfile._name_sequence = None
    numpy = _modules.get("numpy.random")
    if numpy is not None:
        numpy.seed(int.from_bytes(_urandom(4)))


def warm_up(rounds):
    """Runs a session while the image is made, and forgets it (see ``warm``)."""
    global _session
    kept = sys.modules["__main__"], sys.displayhook, sys.stderr, sys.path[0]
    for number in range(rounds):
        for source in ("x = 1", "x", "x += 1\nx", "def f():\n    return [1]\nf()", "await __import__('asyncio').sleep(0)", "None"):
            execute(json.dumps({"op": "run", "source": source, "number": number, "reseed": False, "warm": True}).encode())
        for question in ({"op": "check", "source": "x"}, {"op": "complete", "line": "x.re"}):
            execute(json.dumps(question).encode())
    _session.cells.loop.close()
    _session = None
    cells.forget()
    sys.modules["__main__"], sys.displayhook, sys.stderr, sys.path[0] = kept
    _set_handler(SIGINT, SIG_DFL)
    del builtins.display, builtins._

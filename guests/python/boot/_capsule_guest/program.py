"""Loads a program and runs its tasks. The host calls ``load`` once when it builds, and ``run`` in each sandbox."""

import errno
import importlib.util
import json
import linecache
import os
import random
import sys
from asyncio import run as _run_coroutine
from importlib import import_module as _import_module
from types import FunctionType as _FunctionType, GeneratorType as _GeneratorType

from _capsule_guest import cells, generators, host, names, results, scripts, tracebacks, words
from capsule import _task

#: Bound here, because programs may put something else in their place (see ``own``).
_set_seed = random.seed
_urandom = os.urandom
_environ = os.environ
_abspath, _fsdecode = os.path.abspath, os.fsdecode
_spec_from_file, _module_of = importlib.util.spec_from_file_location, importlib.util.module_from_spec
_modules = sys.modules

OK = b"0"
FAILED = b"1"


#: Whether ``random`` was seeded before the program was loaded, in this sandbox.
_seeded = False

#: The program's entry.
_entry = None

#: The file of a program that is a script, and declares nothing.
_script = None

#: What the entry is called where its own name is the interpreter's: ``time.py`` is a program, and ``time`` is not it.
_ENTRY_NAME = "__program__"


def load(request):
    """Imports the program's module. Answers what it declares, for the host to check."""
    global _entry, _script, _seeded
    spec = json.loads(request)
    sys.argv = [spec["file"]]
    sys.path[0] = spec["folder"]
    if spec.get("own"):
        _seed()
        _seeded = True
    else:
        generators.begin()
    try:
        names.give_way(spec["folder"])
        if scripts.is_script(spec["file"], spec["folder"]):
            _script = spec["file"]
            scripts.import_first(spec["file"], spec["folder"])
        else:
            _entry = _import_entry(spec)
    except BaseException as error:
        return FAILED + _describe(error, during_load=True)
    if not _seeded and generators.end():
        _urandom(1)  # what came from the image's generators is randomness too: this is how the host learns of it
    tasks = [_manifest_of(task) for task in _task.registry]
    bare = getattr(_entry, "main", None)
    plain_main = _script is not None or isinstance(bare, _FunctionType) and bare.__module__ == _entry.__name__
    _flush()
    return OK + json.dumps({"tasks": tasks, "plain_main": plain_main}).encode()


def _import_entry(spec):
    """The program's own files are found before the standard library's, the entry in any case."""
    name = spec["module"]
    if not names.is_kept(name.partition(".")[0]):
        return _import_module(name)
    place = _spec_from_file(_ENTRY_NAME, spec["file"])
    module = _modules[_ENTRY_NAME] = _module_of(place)
    place.loader.exec_module(module)
    return module


def run(request):
    """Runs one attempt of one task. Answers its result as JSON, or what went wrong."""
    call = json.loads(request)
    _prepare(call)
    try:
        function = _find(call["module"], call["task"])
        arguments = words.read(function, call["args"]) if call.get("words") else call["args"]
        value = function(*arguments, **call["kwargs"])
        if _is_awaitable(value):
            value = _run_coroutine(_await(value))
        answer = OK + results.encode(value)
    except results.InvalidResult as error:
        answer = FAILED + json.dumps({"kind": "invalid_result", "message": str(error)}).encode()
    except words.Mismatch as error:
        answer = FAILED + json.dumps({"kind": "invalid_argument", "message": _text(str(error))}).encode()
    except BaseException as error:
        answer = FAILED + _describe(error)
    _flush()
    return answer


def _is_awaitable(value):
    """``inspect.isawaitable``, with builtins of the runner."""
    if isinstance(value, _GeneratorType):
        return bool(value.gi_code.co_flags & 0x100)  # CO_ITERABLE_COROUTINE: what types.coroutine makes
    return hasattr(type(value), "__await__")


async def _await(value):
    return await value


def _prepare(call):
    """What must not be shared between the sandboxes that start from one snapshot."""
    if not _seeded:
        _seed()
        generators.seed_all()
    sys.argv = call["argv"]
    environment = call["env"]
    if environment:
        _environ.update(environment)
        warn_of_zone(environment)


def warn_of_zone(environment):
    """A variable for C's local time, which is UTC in every sandbox."""
    zone = environment.get("TZ", "").lstrip(":")
    if zone and zone.upper() not in ("UTC", "UTC0", "GMT", "GMT0", "ETC/UTC", "Z"):
        print(
            f"capsule: TZ={zone!r} does not change local time, which is UTC in a sandbox; use zoneinfo.ZoneInfo({zone!r})",
            file=sys.stderr,
        )


def _seed():
    # The one in front gives each seed the same length, so that using it takes the same compute in every run.
    _set_seed(int.from_bytes(b"\1" + _urandom(32)))


def _find(module, name):
    if _script is not None:
        return _run_script
    for task in reversed(_task.registry):
        if task.name == name:
            return task.function
    return getattr(_entry, name)  # a plain ``main``


def _run_script():
    scripts.run(_script)


def _manifest_of(task):
    function = task.function
    name = task.options.get("name")
    return {
        "name": function.__name__ if name is None else name if isinstance(name, str) else None,
        "function": f"{function.__module__}.{function.__qualname__}",
        "line": function.__code__.co_firstlineno if hasattr(function, "__code__") else 0,
        "options": {key: _plain(value) for key, value in task.options.items()},
    }


def _plain(value):
    """An option's value as JSON; what JSON cannot hold is sent as text, for the host to refuse."""
    try:
        return {"json": json.loads(results.plain(value))}
    except (TypeError, ValueError, RecursionError):
        return {"text": repr(value)[:200], "type": type(value).__name__}


def _describe(error, during_load=False):
    """An exception as the host reports it: type, message, and the traceback from the program's own code on."""
    if cells._cells is not None:
        cells._cells.show_sources()
    linecache.checkcache()
    error.__traceback__ = _own_frames(error.__traceback__)
    try:
        trace = tracebacks.text_of(error)
    except Exception as failure:  # a hostile __str__
        trace = f"(no traceback: {type(failure).__name__})"
    return json.dumps({
        "kind": "exception",
        "exception": _text(type(error).__name__)[:256],
        "message": _message_of(error),
        "traceback": _text(trace[-65536:]),
        "exit_code": _exit_code(error),
        "path": _denied_path(error),
        "denied": _is_denial(error),
    }).encode()


def _is_denial(error):
    """Whether a refusal of the host is behind an exception: libraries wrap it in their own."""
    todo, seen = [error], []
    while todo and len(seen) < 100:
        error = todo.pop()
        if isinstance(error, host.Denied):
            return True
        if any(error is other for other in seen):
            continue
        seen.append(error)
        inner = [error.__cause__, error.__context__, getattr(error, "reason", None), *error.args]
        if isinstance(error, BaseExceptionGroup):
            inner += error.exceptions
        todo += [item for item in inner if isinstance(item, BaseException)]
    return False


def _own_frames(frames):
    """Drops the frames of this module and of the import system above the program's first one."""
    while frames is not None:
        file = frames.tb_frame.f_code.co_filename
        if not file.startswith(("/lib/capsule/", "<frozen importlib", "/lib/python")):
            return frames
        frames = frames.tb_next
    return None


def _message_of(error):
    try:
        return _text(str(error)[:65536])
    except Exception as failure:
        return f"(no message: {type(failure).__name__})"


def _exit_code(error):
    if not isinstance(error, SystemExit):
        return None
    if isinstance(error.code, int):
        code = int.__int__(error.code)
        return code if abs(code) < 1 << 31 else code & 0xFF  # what a system keeps of it
    return 0 if error.code is None else 1


def _text(text):
    """Half of a surrogate pair is nothing that JSON can hold."""
    return text.encode(errors="backslashreplace").decode()


def _denied_path(error):
    """The file that was missing or refused: the host knows which grant would have given it."""
    name = getattr(error, "filename", None)
    if not isinstance(error, OSError) or error.errno not in (errno.ENOENT, errno.EACCES, errno.EROFS):
        return None
    try:
        return _abspath(_fsdecode(name)).encode(errors="replace").decode()
    except Exception:
        return None


def _flush():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            pass

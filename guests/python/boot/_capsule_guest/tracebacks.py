"""Tracebacks of the program's own code: what is Capsule's is left out, wherever it stands."""

from traceback import TracebackException as _Traceback

#: Frames of one exception that are shown: the last ones.
_FRAMES = 100

_OWN = "/lib/capsule/"

#: What calls the program, and is shown only below its first frame.
_CALLERS = (_OWN, "<frozen importlib", "/lib/python")


def text_of(error):
    """The traceback of an exception and of those that it comes from."""
    whole = _Traceback(type(error), error, error.__traceback__, limit=-_FRAMES, compact=True)
    todo = [whole]
    while todo:
        part = todo.pop()
        part.stack[:] = _program_frames(part.stack)
        todo += [inner for inner in (part.__cause__, part.__context__, *(part.exceptions or ())) if inner is not None]
    return "".join(whole.format())


def _program_frames(frames):
    start = next((index for index, frame in enumerate(frames) if not frame.filename.startswith(_CALLERS)), len(frames))
    return [frame for frame in frames[start:] if not frame.filename.startswith(_OWN)]

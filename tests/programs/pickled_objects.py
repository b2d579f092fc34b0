r"""pickle, copyreg and marshal.

expect: {"rounds": {"0": ["Slotted(a=5): TypeError"], "1": ["Slotted(a=5): TypeError"], "2": [], "3": [], "4": [], "5": []}, "friends": [true, true, true], "special": [101, null, [1, 2], 8], "persistent": ["restored ada", 5], "frames": [0, 1, 2, "EOFError: Ran out of input"], "band": [1, "large"], "safe": ["{1, 2}", "UnpicklingError: os.system is forbidden"], "errors": ["UnpicklingError: pickle data was truncated", "EOFError: Ran out of input", true, "TypeError", "UnpicklingError", "ValueError: pickle protocol must be <= 5"], "ops": ["PROTO", "FRAME", "EMPTY_LIST", "MEMOIZE", "MARK", "BININT1", "SHORT_BINUNICODE", "MEMOIZE", "APPENDS", "STOP"], "fixed": "80025d7100284b014740040000000000005802000000c3a971014e7d710258010000006b71038885710473652e", "marshal": [42, true, "ValueError: unmarshallable object", "EOFError"], "module": true}
"""

import collections
import copyreg
import datetime
import decimal
import enum
import fractions
import functools
import io
import marshal
import pathlib
import pickle
import pickletools
import uuid
from dataclasses import dataclass

from capsule import task


class Color(enum.Enum):
    RED = 1


@dataclass(frozen=True)
class Point:
    x: int
    y: int = 0


@dataclass(slots=True)
class Slotted:
    a: int


class Stateful:
    def __init__(self, n):
        self.n, self.cache = n, {"big": 1}

    def __getstate__(self):
        return {"n": self.n}

    def __setstate__(self, state):
        self.n, self.cache = state["n"] + 100, None


class Reduced:
    def __init__(self, *parts): self.parts = parts
    def __reduce__(self): return Reduced, self.parts


class NewArgs(tuple):
    def __new__(cls, a, b): return super().__new__(cls, (a, b))
    def __getnewargs__(self): return tuple(self)


class Foreign:
    def __init__(self, v): self.v = v


copyreg.pickle(Foreign, lambda f: (Foreign, (f.v * 2,)))


class Person:
    def __init__(self, name): self.name, self.friends = name, []


class Safe(pickle.Unpickler):
    def find_class(self, module, name):
        if module == "builtins" and name in {"set", "range"}:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is forbidden")


class Persistent(pickle.Pickler):
    def persistent_id(self, obj):
        return ("person", obj.name) if isinstance(obj, Person) else None


class Restoring(pickle.Unpickler):
    def persistent_load(self, key):
        return f"restored {key[1]}"


def attempt(action):
    try:
        return repr(action())
    except Exception as error:
        return f"{type(error).__name__}: {error}"


@task(name="main", compute="MEDIUM")
def main():
    values = [None, True, 1, -(2**100), 1.5, float("inf"), 1j, "é\ud800", b"\x00\xff", bytearray(b"x"), [1, [2]], (1, (2, ())), {"a": {1: 2}}, {1, 2}, frozenset([3]), range(3), slice(1, 2), Ellipsis, NotImplemented,
              Color.RED, Point(1, 2), Slotted(5), collections.OrderedDict(a=1), collections.Counter("aab"), collections.deque([1], 3), collections.defaultdict(list, {1: [2]}), datetime.datetime(2020, 1, 2, tzinfo=datetime.UTC), datetime.timedelta(1), decimal.Decimal("1.50"), fractions.Fraction(1, 3), uuid.UUID(int=5), pathlib.PurePosixPath("/a"), len, int, functools.partial(int, base=2).func, Point, NewArgs(1, 2), main.__class__]
    rounds = {}
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        bad = []
        for value in values:
            try:
                if pickle.loads(pickle.dumps(value, protocol)) != value:
                    bad.append(repr(value))
            except Exception as error:
                bad.append(f"{value!r}: {type(error).__name__}")
        rounds[protocol] = bad
    ada, bob = Person("ada"), Person("bob")
    ada.friends += [bob, ada]
    bob.friends.append(ada)
    again = pickle.loads(pickle.dumps(ada))
    cycle = []
    cycle.append(cycle)
    same = pickle.loads(pickle.dumps(cycle))
    stateful = pickle.loads(pickle.dumps(Stateful(1)))
    buffer = io.BytesIO()
    Persistent(buffer).dump([ada, 5])
    frames = io.BytesIO()
    for n in range(3):
        pickle.dump(n, frames)
    frames.seek(0)
    buffers = []
    out_of_band = pickle.dumps(pickle.PickleBuffer(bytearray(b"large")), 5, buffer_callback=buffers.append)
    ops = [op.name for op, *_ in pickletools.genops(pickle.dumps([1, "a"], 4))]
    code = marshal.loads(marshal.dumps(compile("x * 2", "<m>", "eval")))
    return {
        "rounds": rounds,
        "friends": [again.friends[0].friends[0] is again, again.friends[1] is again, same[0] is same],
        "special": [stateful.n, stateful.cache, pickle.loads(pickle.dumps(Reduced(1, 2))).parts, pickle.loads(pickle.dumps(Foreign(4))).v],
        "persistent": Restoring(io.BytesIO(buffer.getvalue())).load(),
        "frames": [pickle.load(frames) for _ in range(3)] + [attempt(lambda: pickle.load(frames))],
        "band": [len(buffers), bytes(pickle.loads(out_of_band, buffers=buffers)).decode()],
        "safe": [attempt(lambda: Safe(io.BytesIO(pickle.dumps({1, 2}))).load()), attempt(lambda: Safe(io.BytesIO(b"cos\nsystem\n(S'ls'\ntR.")).load())],
        "errors": [attempt(lambda: pickle.loads(b"junk")), attempt(lambda: pickle.loads(b"")), attempt(lambda: pickle.dumps(lambda: 1)).split(":")[0] in ("PicklingError", "AttributeError"), attempt(lambda: pickle.dumps(x for x in ())).split(":")[0], attempt(lambda: pickle.loads(pickle.dumps(Point(1))[:-5])).split(":")[0], attempt(lambda: pickle.dumps(1, 9))],
        "ops": ops,
        "fixed": pickle.dumps([1, 2.5, "é", None, {"k": (True,)}], 2).hex(),
        "marshal": [eval(code, {"x": 21}), marshal.loads(marshal.dumps([1, "a", (None, 2.5), {1: {2}}, 2**80, b"x"])) == [1, "a", (None, 2.5), {1: {2}}, 2**80, b"x"], attempt(lambda: marshal.dumps(object())), attempt(lambda: marshal.loads(b"")).split(":")[0]],
        "module": Point.__module__ == __name__,
    }

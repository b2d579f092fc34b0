r"""Decorators and closures.

expect: {"greet": [["hi Ada", "hi Ada"], "greet", "Says hello.", "(name: str) -> str", 2, "hi x"], "calls": [["greet", ["Ada"], {}]], "fib": [23416728348467685, 81, "fib"], "area": ["6m", "12km", "TypeError: width must be int, not str", "TypeError: missing a required argument: 'width'", "TypeError: too many positional arguments"], "retry": ["ok", "RuntimeError: gave up after 2 from ZeroDivisionError('division by zero')"], "registry": 1, "counts": [1, 6, 1, [0], 7], "late": [[2, 2, 2], [0, 1, 2]], "thing": ["Thing(a=20, slow=20)", 10.0, 2, [40, 40, 1, 20, 20, 11]], "deleted": "0", "default": [1, 2, [[1, 2]]], "compose": 31, "curry": 7, "closure": [7, ["n"]], "scopes": ["global", "class", "global", "changed", false], "timed": [5, [true]], "partial": [5, [[1, 3], {"x": 2, "y": 4}]], "arguments": [[1, 2, [3], {"d": 4, "e": 5}], ["a", "b", [], {"c": 3}]]}
"""

import functools
import inspect
import time

from capsule import task

CALLS = []


def logged(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        CALLS.append((function.__name__, args, kwargs))
        return function(*args, **kwargs)

    return wrapper


def repeat(times):
    def decorate(function):
        @functools.wraps(function)
        def wrapper(*args):
            return [function(*args) for _ in range(times)]

        wrapper.times = times
        return wrapper

    return decorate


def retry(*errors, attempts=3):
    def decorate(function):
        @functools.wraps(function)
        def wrapper(*args):
            for left in reversed(range(attempts)):
                try:
                    return function(*args)
                except errors as error:
                    if not left:
                        raise RuntimeError(f"gave up after {attempts}") from error

        return wrapper

    return decorate


class Memo:
    def __init__(self, function):
        functools.update_wrapper(self, function)
        self.function, self.cache = function, {}

    def __call__(self, *args):
        if args not in self.cache:
            self.cache[args] = self.function(*args)
        return self.cache[args]

    def __get__(self, instance, owner):
        return self if instance is None else functools.partial(self, instance)


def checked(function):
    signature = inspect.signature(function)

    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        for name, value in bound.arguments.items():
            kind = function.__annotations__.get(name)
            if kind and not isinstance(value, kind):
                raise TypeError(f"{name} must be {kind.__name__}, not {type(value).__name__}")
        return function(*args, **kwargs)

    return wrapper


def registered(registry):
    return lambda function: registry.setdefault(function.__name__, function)


def add_repr(cls):
    cls.__repr__ = lambda self: f"{cls.__name__}({', '.join(f'{k}={v!r}' for k, v in vars(self).items())})"
    return cls


@logged
@repeat(2)
def greet(name: str) -> str:
    """Says hello."""
    return f"hi {name}"


@Memo
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


@checked
def area(width: int, height: int = 2, *, unit: str = "m") -> str:
    return f"{width * height}{unit}"


@add_repr
class Thing:
    count = 0

    def __init__(self, a):
        self.a = a

    @Memo
    def double(self):
        Thing.count += 1
        return self.a * 2

    @functools.cached_property
    def slow(self):
        Thing.count += 10
        return self.a

    @property
    def half(self):
        return self.a / 2

    @half.setter
    def half(self, value):
        self.a = value * 2

    @half.deleter
    def half(self):
        self.a = 0

    @staticmethod
    def static(x): return x + 1

    @classmethod
    def make(cls, a): return cls(a)


def counter():
    n = 0

    def increase(by=1):
        nonlocal n
        n += by
        return n

    increase.reset = lambda: [n := 0]
    return increase


def accumulate(item, target=[]):
    target.append(item)
    return len(target)


def compose(*functions):
    return functools.reduce(lambda f, g: lambda x: f(g(x)), functions)


def curry(function, *args):
    def inner(*more):
        every = args + more
        return function(*every) if len(every) >= function.__code__.co_argcount else curry(function, *every)

    return inner


def attempt(action):
    try:
        return repr(action())
    except Exception as error:
        return f"{type(error).__name__}: {error}" + (f" from {error.__cause__!r}" if error.__cause__ else "")


@task(name="main", compute="MEDIUM")
def main():
    failures = iter([ValueError(1), KeyError(2)])

    @retry(ValueError, KeyError)
    def flaky():
        for error in failures:
            raise error
        return "ok"

    @retry(ZeroDivisionError, attempts=2)
    def hopeless():
        return 1 / 0

    registry = {}

    @registered(registry)
    def one(): return 1

    first, second = counter(), counter()
    counts = [first(), first(5), second(), first.reset(), first()]
    thing = Thing.make(4)
    thing.half = 10
    doubles = [thing.double(), thing.double(), Thing.count, thing.slow, thing.slow, Thing.count]
    timed = []

    def timing(function):
        def wrapper(*args):
            start = time.perf_counter()
            try:
                return function(*args)
            finally:
                timed.append(time.perf_counter() >= start)
        return wrapper

    return {
        "greet": [greet("Ada"), greet.__name__, greet.__doc__, str(inspect.signature(greet)), greet.__wrapped__.times, inspect.unwrap(greet)("x")],
        "calls": CALLS,
        "fib": [fib(80), len(fib.cache), fib.__name__],
        "area": [area(3), area(3, height=4, unit="km"), attempt(lambda: area("3")), attempt(lambda: area()), attempt(lambda: area(1, 2, 3))],
        "retry": [flaky(), attempt(hopeless)],
        "registry": registry["one"](),
        "counts": counts,
        "late": [[f() for f in [lambda: i for i in range(3)]], [f() for f in [lambda i=i: i for i in range(3)]]],
        "thing": [repr(thing), thing.half, Thing.static(1), doubles],
        "deleted": attempt(lambda: delattr(thing, "half") or thing.a),
        "default": [accumulate(1), accumulate(2), accumulate.__defaults__],
        "compose": compose(lambda x: x + 1, lambda x: x * 10, abs)(-3),
        "curry": curry(lambda a, b, c: a + b * c)(1)(2, 3),
        "closure": [first.__closure__[0].cell_contents, first.__code__.co_freevars],
        "scopes": scopes(),
        "timed": [timing(lambda x: x)(5), timed],
        "partial": [functools.partial(int, base=2)("101"), functools.partial(lambda *a, **k: (a, k), 1, x=2)(3, y=4)],
        "arguments": [spread(1, 2, 3, d=4, e=5), spread(*"ab", **{"c": 3})],
    }


def spread(a, b=2, *c, **d):
    return [a, b, c, d]


x = "global"


def scopes():
    seen = [x]

    class Inner:
        x = "class"
        seen.append(x)

        def method(self):
            return x

    def change():
        global x
        x = "changed"

    seen.append(Inner().method())
    change()
    seen.append(x)
    seen.append([y for y in range(3)] and "y" in locals())
    return seen

r"""Recursion that is too deep is an error that a program can catch, and then it goes on.

expect: {"limit": 1000, "endless": ["RecursionError", "RecursionError", "RecursionError"], "down": ["900", "RecursionError"], "objects": ["RecursionError", "RecursionError", "RecursionError", "RecursionError", "RecursionError", "RecursionError", "RecursionError", "RecursionError", "RecursionError", "RecursionError", "RecursionError", "RecursionError", "RecursionError", "RecursionError"], "nested": ["RecursionError", "RecursionError", "RecursionError", "RecursionError"], "compile": ["SyntaxError", "RecursionError"], "generators": 80200, "json": 1006, "pickle": true, "after": [500, 499500], "raised": [15000, "RecursionError", 103], "lowered": "ValueError", "recovered": ["RecursionError", true]}
"""

import copy
import functools
import json
import pickle
import re
import sys
import xml.etree.ElementTree as ET

from capsule import task


def endless(n=0):
    return endless(n + 1) + 1


def down(n):
    return 0 if n == 0 else 1 + down(n - 1)


class Loop:
    def __getattr__(self, name): return getattr(self, name + "x")
    def __eq__(self, other): return self == other
    def __repr__(self): return repr(self)
    def __add__(self, other): return self + other
    def __call__(self): return self()
    def __iter__(self): return iter(self)
    def __bool__(self): return bool(self)
    def __len__(self): return len(self)
    def __hash__(self): return hash(self)
    def __format__(self, spec): return f"{self}"
    def __lt__(self, other): return sorted([self, other])[0]
    def __missing__(self, key): return self[key]
    def __getitem__(self, key): return self[key]
    def __contains__(self, item): return item in self


class Endless(dict):
    def __missing__(self, key):
        return self[key]


def nest(depth, wrap=lambda inner: [inner]):
    value = wrap(None)
    for _ in range(depth):
        value = wrap(value)
    return value


def generator(n):
    if n:
        yield from generator(n - 1)
    yield n


@functools.lru_cache(maxsize=None)
def cached(n):
    return n if n < 2 else cached(n - 1) + cached(n - 2)


def attempt(action):
    try:
        return repr(action())[:60]
    except RecursionError:
        return "RecursionError"
    except Exception as error:
        return type(error).__name__


@task(name="main", compute="HIGH")
def main():
    loop = Loop()
    results = {
        "limit": sys.getrecursionlimit(),
        "endless": [attempt(endless) for _ in range(3)],
        "down": [attempt(lambda: down(900)), attempt(lambda: down(5000))],
        "objects": [attempt(action) for action in (lambda: loop.name, lambda: loop == 1, lambda: repr(loop), lambda: loop + 1, loop, lambda: iter(loop), lambda: bool(loop), lambda: len(loop), lambda: hash(loop), lambda: f"{loop}", lambda: sorted([loop, loop]), lambda: loop[0], lambda: 1 in loop, lambda: Endless()[1])],
        "nested": [attempt(lambda: copy.deepcopy(nest(5000))), attempt(lambda: sum(generator(5000))), attempt(lambda: cached(100_000)), attempt(lambda: ET.tostring(xml_nest(5000)) and None)],
        "compile": [attempt(lambda: eval("(" * 5000 + ")" * 5000)), attempt(lambda: re.compile("(" * 5000 + ")" * 5000))],
        "generators": sum(generator(400)),
        "json": len(json.dumps(nest(500))),
        "pickle": len(pickle.dumps(nest(200))) > 200,
        "after": [down(500), sum(range(1000))],
    }
    old = sys.getrecursionlimit()
    sys.setrecursionlimit(20_000)
    results["raised"] = [down(15_000), attempt(lambda: down(30_000)), ackermann(2, 50)]
    sys.setrecursionlimit(old)
    results["lowered"] = attempt(lambda: sys.setrecursionlimit(0))
    depth = 0

    def recover(n):
        nonlocal depth
        try:
            recover(n + 1)
        except RecursionError:
            depth = max(depth, n)
            raise

    results["recovered"] = [attempt(lambda: recover(0)), 900 < depth < 1000]
    return results


def xml_nest(depth):
    root = node = ET.Element("a")
    for _ in range(depth):
        node = ET.SubElement(node, "a")
    return root


def ackermann(m, n):
    return n + 1 if m == 0 else ackermann(m - 1, 1) if n == 0 else ackermann(m - 1, ackermann(m, n - 1))

r"""Structures nested hundreds of thousands of levels deep end in an exception, as natively, and not with the task.

Which exception (a RecursionError or none at all) is the interpreter's business; that the program goes on is not.

expect: {"json": true, "dumps": true, "compare": true, "self": "RecursionError", "repr": "RecursionError", "pickle": "RecursionError", "still": 6}
"""

import json
import pickle
from collections import deque

from capsule import task


def attempt(action):
    try:
        action()
        return "nothing"
    except Exception as error:
        return type(error).__name__


def nest(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


@task(name="main", compute="HIGH")
def main():
    one, two = [], []
    one.append(one)
    two.append(two)
    rings = deque()
    for _ in range(30_000):
        rings = deque([rings])
    deep = nest(300_000)
    return {
        "json": attempt(lambda: json.loads("[" * 300_000 + "]" * 300_000)) in ("RecursionError", "nothing"),
        "dumps": attempt(lambda: json.dumps(deep)) in ("RecursionError", "nothing"),
        "compare": attempt(lambda: deep == nest(300_000)) in ("RecursionError", "nothing"),
        "self": attempt(lambda: one == two),
        "repr": attempt(lambda: repr(rings)),
        "pickle": attempt(lambda: pickle.dumps(deep)),
        "still": sum([1, 2, 3]),
    }

"""Runs small programs while the image is made, and forgets them.

CPython rewrites bytecode while it runs: it counts how often an instruction ran, and specialises it. Doing that here
makes the code of the image faster, and at rest: a task that runs it dirties no page of it.
"""

import importlib
import json
import linecache
import os
import sys

_ROUNDS = 64
_SOURCE = '''
from capsule import task

@task(name="main", compute="LOW", ram="64MB")
def main(*args, **kwargs):
    return "warm"

@task
async def wait():
    return {"a": [1, 2.5, None, True], "b": "c"}

@task
def fail():
    raise ValueError("warm")
'''


def warm_up():
    from _capsule_guest import program, session
    from capsule import _task

    for _ in range(_ROUNDS):
        with open("/workspace/_warm.py", "w") as file:
            file.write(_SOURCE)
        importlib.invalidate_caches()
        program.load(b'{"file": "/workspace/_warm.py", "module": "_warm", "folder": "/workspace"}')
        for name in ("main", "wait", "fail"):
            program.run(json.dumps({
                "module": "_warm", "task": name, "args": [], "kwargs": {}, "argv": ["_warm.py"], "env": {},
            }).encode())
        del sys.modules["_warm"]
        _task.registry.clear()
        program._entry = None
    os.unlink("/workspace/_warm.py")
    session.warm_up(_ROUNDS)
    linecache.clearcache()
    sys.argv = [""]

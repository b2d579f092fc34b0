r"""Programs are loaded once and run often: what a module made when it was loaded is there, and no two runs share randomness.

expect: {"handle": "written at import\n", "file": true, "counter": 1, "items": [1, 2, 3], "cache": 120, "random": [true, true], "clock": true, "closure": 5, "lock": true, "loop": 3, "class": 1, "temporary": true, "seeded": 0.6394267984578837}
"""

import asyncio
import atexit
import functools
import os
import random
import tempfile
import threading
import time

from capsule import task

STARTED = time.time()
AT_IMPORT = random.random()
SEEDED = random.Random(42)
COUNTER = 0
LOCK = threading.Lock()
FOLDER = tempfile.mkdtemp()
with open("/tmp/made_at_import", "w") as out:
    out.write("written at import\n")
HANDLE = open("/tmp/made_at_import")
ITEMS = [1]
ITEMS.append(2)
atexit.register(lambda: None)


@functools.cache
def factorial(n):
    return n * factorial(n - 1) if n else 1


factorial(4)


def make(n=5):
    return lambda: n


FUNCTION = make()


class Registry:
    instances = []

    def __init__(self):
        self.instances.append(self)


Registry()
QUEUE = asyncio.Queue()


@task(name="main", compute="LOW")
async def main():
    global COUNTER
    COUNTER += 1
    ITEMS.append(3)
    with LOCK:
        locked = LOCK.locked()
    await QUEUE.put(3)
    return {
        "handle": HANDLE.read(),
        "file": os.path.exists("/tmp/made_at_import"),
        "counter": COUNTER,
        "items": ITEMS,
        "cache": factorial(5),
        # Python seeds its generator from the system; it never begins like this one.
        "random": [AT_IMPORT != random.Random(0).random(), random.random() != AT_IMPORT],
        "clock": time.time() >= STARTED > 1.6e9,
        "closure": FUNCTION(),
        "lock": locked,
        "loop": await QUEUE.get(),
        "class": len(Registry.instances),
        "temporary": os.path.isdir(FOLDER),
        "seeded": SEEDED.random(),
    }

r"""Waiting with a timeout costs time and no compute: locks, events, queues, conditions, select.

expect: {"results": [false, false, "empty", false, false], "took": true}
"""

import queue
import select
import threading
import time

from capsule import task


def refused(action):
    try:
        return action()
    except queue.Empty:
        return "empty"


@task(name="main", compute="LOW", ram="64MB", timeout="10m")
def main():
    start = time.monotonic()
    lock, event, items, condition, gate = threading.Lock(), threading.Event(), queue.Queue(), threading.Condition(), threading.Semaphore(0)
    lock.acquire()
    results = [lock.acquire(timeout=0.3), event.wait(0.3), refused(lambda: items.get(timeout=0.3)), gate.acquire(timeout=0.3)]
    with condition:
        results.append(condition.wait(0.3))
    select.select([], [], [], 0.1)
    took = time.monotonic() - start
    return {"results": results, "took": 1.5 <= took < 600}

r"""time, timeit, sched: clocks go forward, and sleeping takes its time.

expect: {"slept": [true, true, true], "process": true, "forward": [true, true, true, true], "spun": true, "kinds": [true, true, true], "sorted": true, "log": ["early a", "early b", "late"], "took": true, "timeit": [true, 3], "negative": "sleep length must be non-negative", "year": true, "agree": true, "info": [true, false], "zero": null, "clock_gettime": true}
"""

import datetime
import sched
import time
import timeit

from capsule import task


def spin(seconds):
    end = time.perf_counter() + seconds
    rounds = 0
    while time.perf_counter() < end:
        rounds += 1
    return rounds


@task(name="main", compute="HIGH", timeout="10m")
def main():
    clocks = {name: getattr(time, name) for name in ("time", "monotonic", "perf_counter", "process_time")}
    before = {name: clock() for name, clock in clocks.items()}
    time.sleep(0.03)
    slept = {name: clock() - before[name] for name, clock in clocks.items()}
    spun = max(spin(0.02) for _ in range(5))
    after = {name: clock() for name, clock in clocks.items()}
    nanoseconds = [time.time_ns(), time.monotonic_ns(), time.perf_counter_ns()]
    stamps = [time.perf_counter() for _ in range(1000)]
    log = []
    scheduler = sched.scheduler(time.monotonic, time.sleep)
    start = time.monotonic()
    scheduler.enterabs(start + 0.02, 1, log.append, ("late",))
    scheduler.enterabs(start + 0.01, 2, log.append, ("early b",))
    scheduler.enterabs(start + 0.01, 1, log.append, ("early a",))
    cancelled = scheduler.enter(0.01, 1, log.append, ("never",))
    scheduler.cancel(cancelled)
    scheduler.run()
    took = time.monotonic() - start
    try:
        time.sleep(-1)
    except ValueError as error:
        negative = str(error)
    now = datetime.datetime.now(datetime.UTC)
    return {
        "slept": [0.029 < slept[name] < 600 for name in ("time", "monotonic", "perf_counter")],
        "process": slept["process_time"] < 0.029,
        "forward": [after[name] >= before[name] for name in clocks],
        "spun": spun > 10,
        "kinds": [isinstance(value, int) and value > 0 for value in nanoseconds],
        "sorted": stamps == sorted(stamps),
        "log": log,
        "took": 0.019 < took < 600,
        "timeit": [timeit.timeit("x += 1", "x = 0", number=1000) >= 0, len(timeit.repeat(lambda: None, number=10, repeat=3))],
        "negative": negative,
        "year": now.year >= 2024,
        "agree": abs(time.time() - now.timestamp()) < 600 and abs(datetime.datetime.now().timestamp() - time.time()) < 600,
        "info": [time.get_clock_info(name).monotonic for name in ("monotonic", "time")],
        "zero": time.sleep(0),
        "clock_gettime": time.clock_gettime(time.CLOCK_REALTIME) > 1.6e9,
    }

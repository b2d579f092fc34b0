"""Limits: what a task may use is declared beside it, and enforced from outside the sandbox.

capsule run examples/limits.py                      ends after half a second: timeout
capsule run examples/limits.py --timeout 5s --compute 1000000000     fuel_exhausted
"""

from capsule import task


@task(name="main", compute="HIGH", ram="64MB", timeout="500ms")
def main() -> None:
    print("Counting to infinity …")
    number = 0
    while True:
        number += 1

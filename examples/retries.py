"""Retries: each attempt is a new sandbox. The envelope tells how many were needed.

capsule run examples/retries.py --verbose
capsule run examples/retries.py --json
"""

import random

from capsule import task


@task(name="main", compute="LOW", ram="64MB", max_retries=20)
def main() -> str:
    if random.random() < 0.7:
        raise ConnectionError("the network is having a bad day")
    return "It worked in the end."

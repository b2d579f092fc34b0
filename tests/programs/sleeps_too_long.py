"""Sleeps beyond its timeout.

error: timeout 300
"""
# native: none

import time

from capsule import task


@task(name="main", compute="LOW", ram="64MB", timeout="300ms")
def main():
    time.sleep(60)

r"""os.devnull and its neighbours.

expect: {"written": 100000, "read": "", "answers": [3, ""], "lengths": [16, "00000000"], "exists": true, "file": false, "stdout": true}
"""

import contextlib
import os
import sys

from capsule import task


@task(name="main", compute="LOW", ram="64MB")
def main():
    with open(os.devnull, "w") as null, contextlib.redirect_stdout(null):
        print("not seen")
    with open(os.devnull, "wb") as binary:
        written = binary.write(bytes(100_000))
    with open(os.devnull) as empty:
        read = empty.read()
    descriptor = os.open(os.devnull, os.O_RDWR)
    answers = [os.write(descriptor, b"abc"), os.read(descriptor, 10).decode()]
    os.close(descriptor)
    with open("/dev/urandom", "rb") as random, open("/dev/zero", "rb") as zero:
        lengths = [len(random.read(16)), zero.read(4).hex()]
    return {"written": written, "read": read, "answers": answers, "lengths": lengths, "exists": os.path.exists(os.devnull), "file": os.path.isfile(os.devnull), "stdout": sys.stdout is not None}

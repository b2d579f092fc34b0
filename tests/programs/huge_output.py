r"""Prints some megabytes, and every byte arrives.

The next line is the SHA-256 of everything printed, in UTF-8, and its length in bytes.

expect: {"lines": 60000, "characters": 4110000}
stdout_sha256: 53a139c0dace640ff8e8e2ffb8123810997e1ba4ab1a11daa4b675584ec1fa00 4170035
"""

import sys

from capsule import task


@task(name="main", compute="HIGH")
def main():
    characters = 0
    for number in range(60_000):
        line = f"{number:06d} " + "x" * (number % 120) + "é"
        characters += len(line) + 1
        print(line)
    sys.stdout.write("no newline at the end")
    sys.stdout.flush()
    sys.stdout.buffer.write(" raw bytes €".encode())
    sys.stdout.flush()
    return {"lines": 60_000, "characters": characters}

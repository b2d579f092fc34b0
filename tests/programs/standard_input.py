r"""There is nothing on standard input.

expect: {"input": ["EOFError: EOF when reading a line", "EOFError: EOF when reading a line"], "read": ["", "", [], [], ""], "facts": [false, 0, false, true]}
stdout: "Your name? "
"""

import sys

from capsule import task


def attempt(action):
    try:
        return repr(action())
    except Exception as error:
        return f"{type(error).__name__}: {error}"


@task(name="main", compute="LOW", ram="64MB")
def main():
    return {
        "input": [attempt(input), attempt(lambda: input("Your name? "))],
        "read": [sys.stdin.read(), sys.stdin.readline(), sys.stdin.readlines(), list(sys.stdin), sys.stdin.buffer.read().decode()],
        "facts": [sys.stdin.isatty(), sys.stdin.fileno(), sys.stdout.isatty(), sys.stdin.readable()],
    }

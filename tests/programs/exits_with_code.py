r"""Ends itself as command line tools do.

error: task_error (exit code|SystemExit:) 3$
stdout: "before\nfinally\n"
"""

import sys

from capsule import task


@task(name="main", compute="LOW", ram="64MB")
def main():
    print("before")
    try:
        sys.exit(3)
    finally:
        print("finally")

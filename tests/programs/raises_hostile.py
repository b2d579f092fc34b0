r"""Raises an exception that cannot even be shown.

error: task_error Hostile
"""
# native: none

from capsule import task


class Hostile(Exception):
    def __str__(self):
        raise RuntimeError("no text for you")

    __repr__ = __str__


@task(name="main", compute="LOW", ram="64MB")
def main():
    raise Hostile

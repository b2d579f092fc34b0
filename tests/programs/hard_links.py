r"""Hard links: two names for one file.

expect: [[2, true], "changed", 2]
"""

import os
from pathlib import Path

from capsule import task


@task(name="main", compute="LOW", ram="64MB")
def main():
    first, second = Path("/tmp/first"), Path("/tmp/second")
    first.write_text("one")
    os.link(first, second)
    second.write_text("changed")
    counts = [os.stat(first).st_nlink, os.path.samefile(first, second)]
    first.unlink()
    third = Path("/tmp/third")
    third.hardlink_to(second)
    return [counts, second.read_text(), os.stat(third).st_nlink]

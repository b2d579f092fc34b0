r"""A shelf: objects kept in a file by their names.

expect: [["list", "more", "\u00fc"], [1, 2], {"deep": [null, 2.5]}, false, 7, 3, [["list", [1, 2]], ["\u00fc", {"deep": [null, 2.5]}]]]
"""

import shelve

from capsule import task


@task(name="main", compute="LOW", ram="64MB")
def main():
    with shelve.open("/tmp/shelf", writeback=True) as shelf:
        shelf["list"] = [1]
        shelf["list"].append(2)
        shelf["ü"] = {"deep": (None, 2.5)}
    with shelve.open("/tmp/shelf") as shelf:
        shelf["more"] = "x"
        answer = [sorted(shelf), shelf["list"], shelf["ü"], "none" in shelf, shelf.get("none", 7), len(shelf)]
        del shelf["more"]
        return [*answer, sorted(shelf.items())]

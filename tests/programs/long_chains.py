r"""A linked list of half a million nodes is built and dropped.

expect: [124999750000, 19999900000, 499999]
"""

from dataclasses import dataclass

from capsule import task


class Node:
    __slots__ = ("value", "next")

    def __init__(self, value, next=None):
        self.value, self.next = value, next


@dataclass
class Cell:
    value: int
    rest: "Cell | None" = None


def build(kind, count):
    head = None
    for value in range(count):
        head = kind(value, head)
    return head


def total(node, name):
    out = 0
    while node is not None:
        out += node.value
        node = getattr(node, name)
    return out


@task(name="main", compute="HIGH", ram="512MB")
def main():
    nodes = build(Node, 500_000)
    sums = [total(nodes, "next")]
    del nodes
    cells = build(Cell, 200_000)
    sums.append(total(cells, "rest"))
    del cells
    pairs = None
    for value in range(500_000):
        pairs = (value, pairs)
    sums.append(pairs[0])
    del pairs
    maps = {}
    for _ in range(200_000):
        maps = {"inner": maps}
    del maps
    return sums

r"""Sorting: stability, keys, mixed values.

expect: {"algorithms": [true, true, true, true], "stable": true, "reverse": [98, 99, 96, 97, 94, 95], "comparisons": 149, "big": [true, true, true], "words": [["10", "9", "Apple", "Zebra", "apple", "banana", "cherry", "zoo", "\u00e4pfel", "\u00e9clair"], ["10", "9", "Apple", "apple", "banana", "cherry", "Zebra", "zoo", "\u00e4pfel", "\u00e9clair"], ["9", "10", "zoo", "Apple", "\u00e4pfel", "apple", "Zebra", "banana", "cherry", "\u00e9clair"], ["banana", "cherry", "\u00e9clair", "Apple", "Zebra", "apple", "\u00e4pfel", "zoo", "10", "9"], true], "natural": ["img1", "IMG2", "img10", "img12"], "data": [{"name": "a", "n": 2}, {"name": "x", "n": 2}, {"name": "m", "n": 1}], "errors": ["TypeError: '<' not supported between instances of 'str' and 'int'", "TypeError: '<' not supported between instances of 'int' and 'NoneType'", "TypeError: '<' not supported between instances of 'complex' and 'complex'", "TypeError: '<' not supported between instances of 'NoneType' and 'NoneType'", "TypeError: 'int' object is not callable"], "mixed": [[-1, 0, true, 2.5], [[1, "a"], [1, "b"]], ["b", "a"], ["y", "z"], ["e", "h", "l", "l", "o"], [[1], [1, 5], [2]]], "insertion": true, "topk": true, "attributes": ["c", "a", "b"], "median": [490772, 490773]}
"""

import bisect
import functools
import locale
import random
from operator import attrgetter, itemgetter

from capsule import task


class Counted:
    comparisons = 0

    def __init__(self, key, tag):
        self.key, self.tag = key, tag

    def __lt__(self, other):
        Counted.comparisons += 1
        return self.key < other.key


def merge_sort(items):
    if len(items) < 2:
        return items
    middle = len(items) // 2
    left, right = merge_sort(items[:middle]), merge_sort(items[middle:])
    out = []
    while left and right:
        out.append((right if right[0] < left[0] else left).pop(0))
    return out + left + right


def quick_sort(items):
    if not items:
        return []
    pivot = items[len(items) // 2]
    return quick_sort([x for x in items if x < pivot]) + [x for x in items if x == pivot] + quick_sort([x for x in items if x > pivot])


def heap_sort(items):
    items = list(items)

    def sift(start, end):
        root = start
        while (child := 2 * root + 1) < end:
            if child + 1 < end and items[child] < items[child + 1]:
                child += 1
            if items[root] >= items[child]:
                return
            items[root], items[child] = items[child], items[root]
            root = child

    for start in range(len(items) // 2 - 1, -1, -1):
        sift(start, len(items))
    for end in range(len(items) - 1, 0, -1):
        items[0], items[end] = items[end], items[0]
        sift(0, end)
    return items


def radix_sort(items):
    shift = 0
    while any(item >> shift for item in items):
        buckets = [[] for _ in range(256)]
        for item in items:
            buckets[item >> shift & 255].append(item)
        items = [item for bucket in buckets for item in bucket]
        shift += 8
    return items


def natural(text):
    import re

    return [int(part) if part.isdigit() else part.lower() for part in re.split(r"(\d+)", text)]


def attempt(action):
    try:
        return repr(action())
    except Exception as error:
        return f"{type(error).__name__}: {error}"


@task(name="main", compute="HIGH")
def main():
    rng = random.Random(5)
    numbers = [rng.randrange(10**6) for _ in range(1500)]
    records = [(rng.randrange(10), index) for index in range(500)]
    by_first = sorted(records, key=itemgetter(0))
    counted = sorted((Counted(index // 2, index) for index in range(100)), reverse=True)
    comparisons = Counted.comparisons
    big = [rng.random() for _ in range(50_000)]
    words = "banana Apple cherry äpfel apple Zebra zoo éclair 10 9".split()
    data = [{"name": "x", "n": 2}, {"name": "a", "n": 2}, {"name": "m", "n": 1}]
    changing = [3, 2, 1]
    return {
        "algorithms": [algorithm(numbers[:]) == sorted(numbers) for algorithm in (merge_sort, quick_sort, heap_sort, radix_sort)],
        "stable": all(a < b for a, b in zip(by_first, by_first[1:])),
        "reverse": [item.tag for item in counted[:6]],
        "comparisons": comparisons,
        "big": [(ordered := sorted(big))[0] == min(big), all(a <= b for a, b in zip(ordered, ordered[1:])), sorted(big, reverse=True) == ordered[::-1]],
        "words": [sorted(words), sorted(words, key=str.casefold), sorted(words, key=len), sorted(words, key=lambda w: (-len(w), w)), sorted(words, key=locale.strxfrm) == sorted(words)],
        "natural": sorted(["img12", "img10", "IMG2", "img1"], key=natural),
        "data": sorted(data, key=lambda item: (-item["n"], item["name"])),
        "errors": [attempt(lambda: sorted([1, "a"])), attempt(lambda: sorted([None, 1])), attempt(lambda: sorted([1j, 2j])), attempt(lambda: changing.sort(key=lambda x: changing.append(x)) or 0), attempt(lambda: sorted([1], key=1))],
        "mixed": [sorted([True, 0, 2.5, -1]), sorted([(1, "b"), (1, "a")]), sorted(["b", "a"], reverse=True), sorted({"z": 1, "y": 2}), sorted("hello"), sorted([[2], [1, 5], [1]])],
        "insertion": bisected(numbers[:300]),
        "topk": sorted(numbers)[-3:] == sorted(sorted(numbers, reverse=True)[:3]),
        "attributes": [c.tag for c in sorted([Counted(2, "b"), Counted(1, "c"), Counted(2, "a")], key=attrgetter("key", "tag"))],
        "median": functools.reduce(lambda a, _: a[1:-1], range(749), sorted(numbers)),
    }


def bisected(items):
    out = []
    for item in items:
        bisect.insort_right(out, item)
    return out == sorted(items)

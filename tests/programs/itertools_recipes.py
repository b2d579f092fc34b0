r"""itertools and its recipes.

expect: {"infinite": [[10, 8, 6], [0.5, 0.75, 1.0], ["a", "b", "a", "b", "a"], ["x", "x"]], "combine": [["ab", "ac", "ba", "bc", "ca", "cb"], ["ab", "ac", "ad", "bc", "bd", "cd"], ["aa", "ab", "bb"], [[0, "a"], [0, "b"], [1, "a"], [1, "b"]], 81, 5040], "accumulate": [[1, 3, 6, 10], [3, 3, 4, 4, 5], [100, 101, 103], [5, 10]], "select": [[1, 2], [5, 1], ["a", "b"], ["a", "c"], ["b", "e"], [8, 9]], "batched": [[["a", "b", "c"], ["d", "e", "f"], ["g"]], [["a", "b"], ["b", "c"], ["c", "d"]], [["a", "x"], ["b", "y"], ["-", "z"]], ["a", "b", 1, 2]], "group": {"dev": ["ada", "cyn", "dan"], "ops": ["bob"]}, "runs": [["a", 3], ["b", 2], ["c", 1], ["a", 1]], "tee": [[1, 2, 3, 4], [0, 1, 2, 3, 4]], "recipes": [[7, 8], [1, 2, 3], [[], [1], [2], [3], [1, 2], [1, 3], [2, 3], [1, 2, 3]], [["a", "b", "c"], ["d", "e", "f"], ["g", "x", "x"]], 2, true, false, [[0, 1, 2], [1, 2, 3], [2, 3, 4]], ["a", "d", "e", "b", "f", "c"], [1, 3, 5], [0, 2, 4], ["A", "b", "c"], [0.0, 1.0, 2.5, 4.0, 1.5]], "sieve": [[1, 2, 3, 5, 7, 11, 13, 17], 9593], "errors": ["ValueError: Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.", "ValueError: n must be at least one", "TypeError: a number is required"], "lazy": 101, "gray": ["000", "001", "011", "010", "110", "111", "101", "100"], "builtins": [[[1, 2], ["a", "b"]], {"a": 0, "b": 1}, [[5, "a"], [6, "b"]], [2, 1, 0], false, true, [1, 2], "b", "none", [4, 6], [3, 2, 1]], "random": [10, ["a", "a", "a"]]}
"""

import collections
import itertools as it
import math
import operator
import random

from capsule import task


def take(n, items): return list(it.islice(items, n))
def tail(n, items): return list(collections.deque(items, maxlen=n))
def flatten(lists): return it.chain.from_iterable(lists)
def powerset(items): return flatten(it.combinations(items, r) for r in range(len(items) + 1))
def grouper(items, n, fill=None): return it.zip_longest(*[iter(items)] * n, fillvalue=fill)
def quantify(items, predicate=bool): return sum(map(predicate, items))
def all_equal(items): return len(take(2, it.groupby(items))) <= 1


def sliding(items, n):
    iterator = iter(items)
    window = collections.deque(it.islice(iterator, n - 1), maxlen=n)
    for item in iterator:
        window.append(item)
        yield tuple(window)


def roundrobin(*iterables):
    iterators = map(iter, iterables)
    for active in range(len(iterables), 0, -1):
        iterators = it.cycle(it.islice(iterators, active))
        yield from map(next, iterators)


def partition(predicate, items):
    one, two = it.tee(items)
    return it.filterfalse(predicate, one), filter(predicate, two)


def unique(items, key=None):
    seen = set()
    for item in items:
        k = item if key is None else key(item)
        if k not in seen:
            seen.add(k)
            yield item


def sieve(n):
    data = bytearray((0, 1)) * (n // 2)
    for p in it.compress(range(3, math.isqrt(n) + 1, 2), data[3 : math.isqrt(n) + 1 : 2]):
        data[p * p : n : p + p] = bytes(len(range(p * p, n, p + p)))
    data[2] = 1
    return it.compress(it.count(), data) if n > 2 else iter([])


def convolve(signal, kernel):
    kernel = tuple(kernel)[::-1]
    padded = it.chain(it.repeat(0, len(kernel) - 1), signal, it.repeat(0, len(kernel) - 1))
    return [sum(map(operator.mul, kernel, window)) for window in sliding(padded, len(kernel))]


@task(name="main", compute="MEDIUM")
def main():
    first, second = it.tee(iter(range(5)))
    next(first)
    people = [("ada", "dev"), ("bob", "ops"), ("cyn", "dev"), ("dan", "dev")]
    odd, even = partition(lambda n: n % 2 == 0, range(6))
    cycle = it.cycle("ab")
    return {
        "infinite": [take(3, it.count(10, -2)), take(3, it.count(0.5, 0.25)), take(5, cycle), list(it.repeat("x", 2))],
        "combine": [["".join(p) for p in it.permutations("abc", 2)], ["".join(p) for p in it.combinations("abcd", 2)], ["".join(p) for p in it.combinations_with_replacement("ab", 2)], [list(p) for p in it.product([0, 1], "ab")], sum(1 for _ in it.product(range(3), repeat=4)), sum(1 for _ in it.permutations(range(7)))],
        "accumulate": [list(it.accumulate([1, 2, 3, 4])), list(it.accumulate([3, 1, 4, 1, 5], max)), list(it.accumulate([1, 2], initial=100)), list(it.accumulate([5, 2], operator.mul))],
        "select": [list(it.takewhile(lambda x: x < 3, [1, 2, 5, 1])), list(it.dropwhile(lambda x: x < 3, [1, 2, 5, 1])), list(it.filterfalse(str.isdigit, "a1b2")), list(it.compress("abcd", [1, 0, 1])), list(it.islice("abcdefg", 1, None, 3)), list(it.starmap(pow, [(2, 3), (3, 2)]))],
        "batched": [list(it.batched("abcdefg", 3)), list(it.pairwise("abcd")), list(it.zip_longest("ab", "xyz", fillvalue="-")), list(it.chain("ab", [1], (2,)))],
        "group": {job: [name for name, _ in group] for job, group in it.groupby(sorted(people, key=operator.itemgetter(1)), key=operator.itemgetter(1))},
        "runs": [(key, len(list(group))) for key, group in it.groupby("aaabbca")],
        "tee": [list(first), list(second)],
        "recipes": [tail(2, range(9)), list(flatten([[1], [2, 3]])), [list(s) for s in powerset([1, 2, 3])], list(grouper("abcdefg", 3, "x")), quantify([1, 0, 2]), all_equal("aaa"), all_equal("aab"), list(sliding(range(5), 3)), list(roundrobin("abc", "d", "ef")), list(odd), list(even), list(unique("AbBcAa", str.lower)), convolve([1, 2, 3], [0, 1, 0.5])],
        "sieve": [take(8, sieve(100)), sum(1 for _ in sieve(100_000))],
        "errors": [attempt(lambda: list(it.islice("a", -1))), attempt(lambda: list(it.batched("a", 0))), attempt(lambda: it.count("a"))],
        "lazy": next(x for x in it.count() if x * x > 10_000),
        "gray": ["".join(bits) for bits in gray(3)],
        "builtins": [list(zip(*[(1, "a"), (2, "b")])), dict(zip("ab", it.count())), list(enumerate("ab", 5)), [*reversed(range(3))], any([]), all([]), sum([[1], [2]], []), max("b", "a", key=ord), min([], default="none"), list(map(lambda a, b: a + b, [1, 2], [3, 4, 5])), sorted(it.chain([3], [1, 2]), reverse=True)],
        "random": [len(set(random.sample(range(100), 10))), sorted(random.choices("ab", weights=[1, 0], k=3))],
    }


def gray(n):
    return [""] if n == 0 else ["0" + code for code in gray(n - 1)] + ["1" + code for code in reversed(gray(n - 1))]


def attempt(action):
    try:
        return repr(action())
    except Exception as error:
        return f"{type(error).__name__}: {error}"

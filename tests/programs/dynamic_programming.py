r"""Knapsack, edit distance, longest sequences, coins, matrix chains, partitions.

expect: {"knapsack": [[220, [1, 2]], [239, [1, 2, 3, 16, 18, 19, 20, 21, 25]]], "edits": [3, 3, 24], "common": ["GTAB", 19], "increasing": [2, 3, 7, 18, 20], "coins": [[2, 292], [null, 0], 73682], "chain": [26000, "((M0(M1M2))M3)"], "partitions": [7, 42, 204226, 190569292], "salesman": 49, "hanoi": [255, ["AB", "AC", "BC"]], "subarray": 6, "catalan": [1, 1, 2, 5, 14, 42]}
"""

from bisect import bisect_left
from functools import cache
from itertools import combinations
from math import inf

from capsule import task


def knapsack(items, capacity):
    best = [[0] * (capacity + 1)]
    for weight, value in items:
        row = best[-1]
        best.append([max(row[c], row[c - weight] + value if c >= weight else 0) for c in range(capacity + 1)])
    chosen, c = [], capacity
    for i in range(len(items), 0, -1):
        if best[i][c] != best[i - 1][c]:
            chosen.append(i - 1)
            c -= items[i - 1][0]
    return best[-1][capacity], chosen[::-1]


def edits(a, b):
    table = [[i + j if i * j == 0 else 0 for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            table[i][j] = min(table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (a[i - 1] != b[j - 1]))
    return table[-1][-1]


def common(a, b):
    table = [[""] * (len(b) + 1)]
    for x in a:
        row = [""]
        for j, y in enumerate(b):
            row.append(table[-1][j] + x if x == y else max(table[-1][j + 1], row[-1], key=len))
        table.append(row)
    return table[-1][-1]


def increasing(numbers):
    tails, before, indexes = [], [None] * len(numbers), []
    for i, n in enumerate(numbers):
        k = bisect_left(tails, n)
        tails[k:k + 1] = [n]
        indexes[k:k + 1] = [i]
        before[i] = indexes[k - 1] if k else None
    out, i = [], indexes[-1]
    while i is not None:
        out.append(numbers[i])
        i = before[i]
    return out[::-1]


def coins(kinds, amount):
    fewest, ways = [0] + [inf] * amount, [1] + [0] * amount
    for coin in kinds:
        for total in range(coin, amount + 1):
            fewest[total] = min(fewest[total], fewest[total - coin] + 1)
            ways[total] += ways[total - coin]
    return fewest[amount] if fewest[amount] < inf else None, ways[amount]


def chain(sizes):
    @cache
    def best(i, j):
        if i == j:
            return 0, f"M{i}"
        return min((best(i, k)[0] + best(k + 1, j)[0] + sizes[i] * sizes[k + 1] * sizes[j + 1], f"({best(i, k)[1]}{best(k + 1, j)[1]})") for k in range(i, j))

    return best(0, len(sizes) - 2)


@cache
def partitions(n, largest):
    if n == 0:
        return 1
    return sum(partitions(n - part, part) for part in range(1, min(n, largest) + 1))


def salesman(distances):
    n = len(distances)
    best = {(1 << k, k): (distances[0][k], 0) for k in range(1, n)}
    for size in range(2, n):
        for subset in combinations(range(1, n), size):
            bits = sum(1 << k for k in subset)
            for k in subset:
                best[bits, k] = min((best[bits ^ 1 << k, m][0] + distances[m][k], m) for m in subset if m != k)
    bits = (1 << n) - 2
    return min(best[bits, k][0] + distances[k][0] for k in range(1, n))


def hanoi(n, a="A", b="B", c="C"):
    if n:
        yield from hanoi(n - 1, a, c, b)
        yield a + c
        yield from hanoi(n - 1, b, a, c)


def subarray(numbers):
    best = now = numbers[0]
    for n in numbers[1:]:
        now = max(n, now + n)
        best = max(best, now)
    return best


@task(name="main", compute="HIGH")
def main():
    items = [(w % 17 + 3, w * 7 % 31 + 5) for w in range(1, 31)]
    distances = [[abs(i * i - j * j) % 23 + 1 if i != j else 0 for j in range(10)] for i in range(10)]
    return {
        "knapsack": [knapsack([(10, 60), (20, 100), (30, 120)], 50), knapsack(items, 60)],
        "edits": [edits("kitten", "sitting"), edits("", "abc"), edits("ACGT" * 12, "AGCT" * 12)],
        "common": [common("AGGTAB", "GXTXAYB"), len(common("ABCBDAB" * 4, "BDCABA" * 4))],
        "increasing": increasing([10, 9, 2, 5, 3, 7, 101, 18, 4, 20]),
        "coins": [coins([1, 5, 10, 25, 50], 100), coins([2, 4], 7), coins([1, 2, 5, 10, 20, 50, 100, 200], 200)[1]],
        "chain": chain([40, 20, 30, 10, 30]),
        "partitions": [partitions(n, n) for n in (5, 10, 50, 100)],
        "salesman": salesman(distances),
        "hanoi": [len(list(hanoi(8))), list(hanoi(2))],
        "subarray": subarray([-2, 1, -3, 4, -1, 2, 1, -5, 4]),
        "catalan": [sum(1 for _ in trees(n)) for n in range(6)],
    }


def trees(n):
    if n == 0:
        yield None
    for left in range(n):
        for a in trees(left):
            for b in trees(n - 1 - left):
                yield a, b

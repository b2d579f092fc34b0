r"""Number theory: sieve, factors, perfect numbers, Collatz.

expect: {"count": 78498, "sum": 37550402023, "last": [999961, 999979, 999983], "twins": 8169, "endless": [7907, 7919, 7927], "factors": {"360": {"2": 3, "3": 2, "5": 1}, "2147483647": {"2147483647": 1}, "600851475143": {"71": 1, "839": 1, "1471": 1, "6857": 1}, "999999999989": {"999999999989": 1}}, "perfect": [6, 28, 496, 8128], "collatz": 6171, "cache": {"hits": 9998, "misses": 21664, "maxsize": null, "currsize": 21664}, "totient": 6817, "rho": [104723, 104729], "goldbach": [3, 997]}
"""

from functools import lru_cache
from itertools import count, islice
from math import gcd, isqrt

from capsule import task


def sieve(limit):
    flags = bytearray([1]) * (limit + 1)
    flags[:2] = b"\0\0"
    for i in range(2, isqrt(limit) + 1):
        if flags[i]:
            flags[i * i :: i] = bytes(len(range(i * i, limit + 1, i)))
    return [i for i, flag in enumerate(flags) if flag]


def endless():
    found = {}
    for n in count(2):
        if n not in found:
            yield n
            found[n * n] = [n]
        else:
            for p in found.pop(n):
                found.setdefault(n + p, []).append(p)


def factors(n):
    out = {}
    d = 2
    while d * d <= n:
        while n % d == 0:
            out[d] = out.get(d, 0) + 1
            n //= d
        d += 1 if d == 2 else 2
    if n > 1:
        out[n] = out.get(n, 0) + 1
    return out


@lru_cache(maxsize=None)
def collatz(n):
    return 1 if n == 1 else 1 + collatz(n // 2 if n % 2 == 0 else 3 * n + 1)


def rho(n):
    if n % 2 == 0:
        return 2
    for c in count(1):
        x = y = 2
        d = 1
        while d == 1:
            x = (x * x + c) % n
            y = (y * y + c) % n
            y = (y * y + c) % n
            d = gcd(abs(x - y), n)
        if d != n:
            return d


@task(name="main", compute="HIGH")
def main():
    primes = sieve(1_000_000)
    return {
        "count": len(primes),
        "sum": sum(primes),
        "last": primes[-3:],
        "twins": sum(b - a == 2 for a, b in zip(primes, primes[1:])),
        "endless": list(islice(endless(), 998, 1001)),
        "factors": {str(n): factors(n) for n in (360, 2**31 - 1, 600851475143, 999999999989)},
        "perfect": [n for n in range(2, 9000) if n == 1 + sum(d + (n // d if d * d != n else 0) for d in range(2, isqrt(n) + 1) if n % d == 0)],
        "collatz": max(range(1, 10_000), key=collatz),
        "cache": collatz.cache_info()._asdict(),
        "totient": sum(sum(gcd(n, k) == 1 for k in range(1, n)) for n in range(2, 150)),
        "rho": sorted((d := rho(10967535067), 10967535067 // d)),
        "goldbach": min((p, 1000 - p) for p in primes[:200] if 1000 - p in set(primes[:200])),
    }

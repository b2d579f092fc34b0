r"""random with fixed seeds gives what it gives everywhere.

expect: {"random": [0.6394267984578837, 0.025010755222666936, 0.27502931836911926, 0.22321073814882275, 0.7364712141640124], "again": true, "ints": [87, 95, 70, 12, 76, 55, 5, 4, 12, 28], "deck": [11, 8, 3, 18, 17, 6, 16, 1, 15, 2, 5, 9, 0, 19, 7, 4, 10, 14, 12, 13], "choices": ["e", "d", "f", "f", "a", "x", "x", "y", "x", "y", "y", 117, 985, 369, 98, 151, "b", "b", "a"], "ranges": [4, 15, 802927907807712897939, "391384438348405965999264883029", 1.6420023652052662, 5.925870872310072, "b7baaf5870ef3842"], "bits": [0, 157, 1439523575, 4228990645], "distributions": [1.28818475316, 6.21491171529, 0.45603918644, 0.742336649076, 1.71075242267, 1.63687634355, 0.0239960299827, 2.54240351738, 0.613030523972, 3.0], "walk": [-22, 18], "pi": 3.1558, "mean": 7.177729348, "errors": ["IndexError: Cannot choose from an empty sequence", "ValueError: Sample larger than population or is negative", "ValueError: empty range for randrange()", "ValueError: empty range", "TypeError: The only supported seed types are:\nNone, int, float, str, bytes, and bytearray."], "password": "lfxctncsbpcdp3ei", "negative": [true, 0.8444218515250481, true], "unseeded": [true, true, true]}
"""

import random
import statistics

from capsule import task


def rounded(values):
    return [float(f"{value:.12g}") for value in values]


@task(name="main", compute="MEDIUM")
def main():
    random.seed(42)
    first = [random.random() for _ in range(5)]
    state = random.getstate()
    more = [random.randint(1, 100) for _ in range(10)]
    random.setstate(state)
    rng = random.Random("a string é")
    deck = list(range(20))
    rng.shuffle(deck)
    other = random.Random(2**100 + 1)
    data = random.Random(b"bytes")
    draws = random.Random(1)
    results = {
        "random": first,
        "again": [random.randint(1, 100) for _ in range(10)] == more,
        "ints": more,
        "deck": deck,
        "choices": [rng.choice("abcdef") for _ in range(5)] + rng.choices("xyz", weights=[5, 3, 1], k=6) + rng.sample(range(1000), 5) + rng.sample(["a", "b"], 3, counts=[2, 2]),
        "ranges": [other.randrange(10), other.randrange(5, 50, 5), other.getrandbits(70), str(other.randrange(10**30)), other.uniform(1, 2), other.triangular(0, 10, 3), other.randbytes(8).hex()],
        "bits": [data.getrandbits(n) for n in (1, 8, 31, 32)],
        "distributions": rounded([draws.gauss(0, 1), draws.normalvariate(5, 2), draws.expovariate(1.5), draws.betavariate(2, 3), draws.gammavariate(2, 1), draws.lognormvariate(0, 1), draws.vonmisesvariate(0, 4), draws.paretovariate(3), draws.weibullvariate(1, 1.5), draws.binomialvariate(20, 0.3)]),
        "walk": walk(),
        "pi": monte_carlo(20_000),
        "mean": round(statistics.fmean(random.Random(9).gauss(10, 3) for _ in range(2000)), 9),
        "errors": [attempt(lambda: random.choice([])), attempt(lambda: random.sample([1], 2)), attempt(lambda: random.randrange(0)), attempt(lambda: random.randint(5, 1)).split(" in ")[0], attempt(lambda: random.Random([]))],
        "password": "".join(random.Random(7).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=16)),
        "negative": [random.Random(-5).random() == random.Random(5).random(), random.Random(0).random(), random.Random(True).random() == random.Random(1).random()],
    }
    random.seed()
    unseeded = random.random()
    results["unseeded"] = [0 <= unseeded < 1, unseeded != first[0], random.SystemRandom().random() != random.SystemRandom().random()]
    return results


def walk():
    rng, x, y = random.Random(3), 0, 0
    for _ in range(1000):
        dx, dy = rng.choice([(0, 1), (1, 0), (0, -1), (-1, 0)])
        x, y = x + dx, y + dy
    return [x, y]


def monte_carlo(n):
    rng = random.Random(1234)
    return sum(rng.random() ** 2 + rng.random() ** 2 <= 1 for _ in range(n)) * 4 / n


def attempt(action):
    try:
        return repr(action())
    except Exception as error:
        return f"{type(error).__name__}: {error}"

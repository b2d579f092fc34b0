r"""FFT, matrix products, determinants and linear equations in pure Python.

expect: {"matrix": [[1, -5, 3, -8, -7, 8], [-6, 2, 9, -8, 7, -3], [-8, -7, 4, 4, -7, -2], [-7, 8, 4, -8, 9, -6], [-2, 9, -8, 9, 9, 3], [-8, -2, -8, 8, -5, 0]], "determinants": [527425, 527425, "1/186313420339200000"], "product": [6571800, [1470, 1740, 1350, 1980, 1950], 135180], "fibonacci": "222232244629420445529739893461909967206666939096499764990979600", "fft_product": true, "peaks": [5, 20], "heights": [128.0, 64.0], "back": true}
"""

import cmath
import math
import random
from fractions import Fraction
from itertools import permutations

from capsule import task


def fft(values, inverse=False):
    n = len(values)
    if n == 1:
        return values
    even, odd = fft(values[::2], inverse), fft(values[1::2], inverse)
    sign = 2j if inverse else -2j
    out = [0] * n
    for k in range(n // 2):
        twist = cmath.exp(sign * math.pi * k / n) * odd[k]
        out[k], out[k + n // 2] = even[k] + twist, even[k] - twist
    return out


def multiply_digits(a, b):
    size = 1 << (len(a) + len(b)).bit_length()
    fa = fft([complex(int(d)) for d in reversed(a)] + [0j] * (size - len(a)))
    fb = fft([complex(int(d)) for d in reversed(b)] + [0j] * (size - len(b)))
    product = [round((z / size).real) for z in fft([x * y for x, y in zip(fa, fb)], True)]
    carry, out = 0, []
    for value in product:
        carry, digit = divmod(value + carry, 10)
        out.append(str(digit))
    return "".join(reversed(out)).lstrip("0")


def matmul(a, b):
    columns = list(zip(*b))
    return [[sum(x * y for x, y in zip(row, column)) for column in columns] for row in a]


def determinant(matrix):
    rows = [list(map(Fraction, row)) for row in matrix]
    result = Fraction(1)
    for i in range(len(rows)):
        pivot = next((r for r in range(i, len(rows)) if rows[r][i]), None)
        if pivot is None:
            return Fraction(0)
        if pivot != i:
            rows[i], rows[pivot] = rows[pivot], rows[i]
            result = -result
        result *= rows[i][i]
        for r in range(i + 1, len(rows)):
            factor = rows[r][i] / rows[i][i]
            rows[r] = [x - factor * y for x, y in zip(rows[r], rows[i])]
    return result


def leibniz(matrix):
    n = len(matrix)
    total = 0
    for order in permutations(range(n)):
        sign = (-1) ** sum(order[i] > order[j] for i in range(n) for j in range(i + 1, n))
        total += sign * math.prod(matrix[i][order[i]] for i in range(n))
    return total


@task(name="main", compute="HIGH")
def main():
    rng = random.Random(7)
    matrix = [[rng.randint(-9, 9) for _ in range(6)] for _ in range(6)]
    big = [[(i * j + i + j) % 10 for j in range(60)] for i in range(60)]
    power = matmul(big, big)
    hilbert = [[Fraction(1, i + j + 1) for j in range(6)] for i in range(6)]
    fibonacci = [[1, 1], [1, 0]]
    result = [[1, 0], [0, 1]]
    n = 300
    while n:
        if n & 1:
            result = matmul(result, fibonacci)
        fibonacci = matmul(fibonacci, fibonacci)
        n >>= 1
    a, b = "".join(rng.choices("123456789", k=250)), "".join(rng.choices("123456789", k=200))
    signal = [math.sin(2 * math.pi * 5 * t / 256) + 0.5 * math.cos(2 * math.pi * 20 * t / 256) for t in range(256)]
    spectrum = [abs(z) for z in fft([complex(x) for x in signal])]
    return {
        "matrix": matrix,
        "determinants": [int(determinant(matrix)), leibniz(matrix), str(determinant(hilbert))],
        "product": [sum(map(sum, power)), power[3][:5], sum(power[i][i] for i in range(60))],
        "fibonacci": str(result[0][1]),
        "fft_product": multiply_digits(a, b) == str(int(a) * int(b)),
        "peaks": sorted(sorted(range(128), key=lambda k: -spectrum[k])[:2]),
        "heights": [round(spectrum[5], 6), round(spectrum[20], 6)],
        "back": max(abs(z / 256 - x) for z, x in zip(fft(fft([complex(x) for x in signal]), True), signal)) < 1e-12,
    }

r"""Arithmetic with numbers of thousands of digits.

expect: {"power": [3011, "19950631168807583848", "81774304792596709376", 13561], "factorial": [5736, "33162750924506332411", 23382, 499], "fibonacci": [1045, "387896845438832", "408674382863125"], "pi": ["314159265358979323846264338327", "130019278766111959092164201989", 1001], "division": [true, true, "-1212818703244800603", "17057893438213592717", "-4", "2", "-2"], "pow": ["246336683", 4, 1, "12574028291115057152"], "mersenne": [2, 3, 5, 7, 13, 17, 19, 31, 61, 89, 107, 127, 521, 607], "gcd": [4095, "5342931457063200", 100000000000000000000, "90548514656103281165404177077484163874504589675413336841320", 720], "bits": [31700, 15888, 8, "-1180591620717411303425", "-1", "1901475900342344102245054808069", "-0x400000000000000000", "0b1010", "0o2000000000000000000000"], "bytes": ["00010000000000000001", "feffff", "79228162514264337593543950335", -2], "float": [1.1805916207174113e+21, false, "99999999999999991611392", 9007199254740992.0, "1000000000000000000000000000000", 100, 10.0], "parse": [255, -5, 1295, 1000000, 42, 4000], "roundtrip": true, "format": ["100,000,000,000,000,000,000", "1_0000_0000_0000_0000", "-0000005", "0b11111111", "1.000000e+25", "1.23e+19"], "karatsuba": "708253593171", "overflow": ["OverflowError: int too large to convert to float", "OverflowError: integer division result too large for a float", "ValueError: factorial() not defined for negative values", "ValueError: negative shift count", "OverflowError: int too big to convert", "ValueError: base is not invertible for the given modulus"]}
"""

import math
import sys

from capsule import task


def digits(n):
    sys.set_int_max_str_digits(0)
    try:
        return str(n)
    finally:
        sys.set_int_max_str_digits(4300)


def is_prime(n):
    if n < 2:
        return False
    for p in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37):
        if n % p == 0:
            return n == p
    d, s = n - 1, 0
    while d % 2 == 0:
        d, s = d // 2, s + 1
    for a in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37):
        x = pow(a, d, n)
        if x in (1, n - 1):
            continue
        for _ in range(s - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


@task(name="main", compute="HIGH")
def main():
    power = digits(2**10_000)
    factorial = digits(math.factorial(2000))
    a, b = 0, 1
    for _ in range(5000):
        a, b = b, a + b
    pi = 0
    scale = 10**1010
    for multiplier, inverse in ((16, 5), (-4, 239)):  # Machin
        term = scale // inverse
        k, total = 0, 0
        while term:
            total += (-1 if k % 2 else 1) * (term // (2 * k + 1))
            term //= inverse * inverse
            k += 1
        pi += multiplier * total
    pi = digits(pi // 10**10)
    x, y = -(3**400), 7**150
    q, r = divmod(x, y)
    huge = 3**20_000
    return {
        "power": [len(power), power[:20], power[-20:], sum(map(int, power))],
        "factorial": [len(factorial), factorial[:20], sum(map(int, factorial)), len(factorial) - len(factorial.rstrip("0"))],
        "fibonacci": [len(digits(a)), digits(a)[:15], digits(a)[-15:]],
        "pi": [pi[:30], pi[-30:], len(pi)],
        "division": [q * y + r == x, 0 <= r < y, str(q)[:20], str(r)[:20], str(-7 // 2), str(-7 % 3), str(7 % -3)],
        "pow": [str(pow(3, 10**18, 10**9 + 7)), pow(3, -1, 11), pow(0, 0), str(pow(2, 521, 10**20))],
        "mersenne": [p for p in range(2, 620) if is_prime(p) and is_prime(2**p - 1)],
        "gcd": [math.gcd(2**60 - 1, 2**36 - 1), str(math.lcm(*range(1, 41))), math.isqrt(10**40 + 1), str(math.comb(200, 100)), math.perm(10, 3)],
        "bits": [huge.bit_length(), huge.bit_count(), (-255).bit_length(), str(~(1 << 70)), str(-1 >> 100), str((1 << 100) ^ (1 << 99) | 5), hex(-(2**70)), bin(10), oct(2**64)],
        "bytes": [(2**64 + 1).to_bytes(10, "big").hex(), (-2).to_bytes(3, "little", signed=True).hex(), str(int.from_bytes(b"\xff" * 12)), int.from_bytes(b"\xfe\xff", "little", signed=True)],
        "float": [float(2**70), int(1e23) == 10**23, str(int(1e23)), (2**53 + 1) / 1, str(round(10**30 + 5, -1)), 10**400 // 10**398, 10**400 / 10**399],
        "parse": [int("ff", 16), int("-0b101", 0), int("zz", 36), int("1_000_000"), int("  42\n"), len(digits(int("9" * 4000)))],
        "roundtrip": int(hex(huge), 16) == huge and int.from_bytes(huge.to_bytes(5000)) == huge,
        "format": [f"{10**20:,}", f"{2**64:_x}", f"{-5:+08d}", f"{255:#b}", f"{10**25:e}", f"{12345678901234567890:.3g}"],
        "karatsuba": digits(huge * (huge + 1))[:12],
        "overflow": [type(error).__name__ + ": " + str(error) for error in errors(lambda: float(10**400), lambda: 10**400 / 3, lambda: math.factorial(-1), lambda: 1 << -1, lambda: (300).to_bytes(1), lambda: pow(2, -1, 4))],
    }


def errors(*actions):
    for action in actions:
        try:
            action()
        except Exception as error:
            yield error

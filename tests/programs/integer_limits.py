r"""Limits of numbers: text of huge integers, ranges, shifts, words of the machine.

expect: {"limit": 4300, "refused": ["ValueError: Exceeds the limit (4300 digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit", "ValueError: Exceeds the limit (4300 digits) for integer string conversion: value has 5000 digits; use sys.set_int_max_str_digits() to increase the limit", "ValueError: Exceeds the limit (4300 digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit", "ValueError: Exceeds the limit (4300 digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit", "ValueError: Exceeds the limit (4300 digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit", "SyntaxError: Exceeds the limit (4300 digits) for integer string conversion: value has 5000 digits"], "allowed": [4300, 4155, 20000, 16612, 4153, true], "set": [5001, 5, 16902, "ValueError"], "decimal": [5001, true], "word": [true, true, true, true, -2, true, true], "ranges": [true, 999999999999, 3, 1000000000, true], "huge": ["OverflowError", "OverflowError", "OverflowError", "OverflowError", "1024", "IndexError: cannot fit 'int' into an index-sized integer", [1, 2, 3], ""], "booleans": [2, true, true, 2, true, 1, false, 2], "division": [[-3, 2], -3, 2, -3, -2, -3, -4, 1.0, 1, 0.5], "fits": [32, "ffffffffffffff7f", true, true, true, 4294967296, true]}
"""

import decimal
import sys

from capsule import task


def attempt(action):
    try:
        return repr(action())[:50]
    except Exception as error:
        return f"{type(error).__name__}: {error}"


@task(name="main", compute="HIGH")
def main():
    limit = sys.get_int_max_str_digits()
    huge = 10**5000
    results = {
        "limit": limit,
        "refused": [attempt(lambda: str(huge)), attempt(lambda: int("9" * 5000)), attempt(lambda: f"{huge}"), attempt(lambda: "%d" % huge), attempt(lambda: repr(-huge)), attempt(lambda: eval("9" * 5000)).split(";")[0].split(" -")[0]],
        "allowed": [len(str(10**4299)), len(hex(huge)), int("f" * 5000, 16).bit_length(), len(bin(huge)), len(f"{huge:x}"), int("9" * 4300) > 0],
        "set": [],
    }
    sys.set_int_max_str_digits(6000)
    results["set"] += [len(str(huge)), int("1" * 5500) % 7]
    sys.set_int_max_str_digits(0)
    results["set"] += [len(str(7**20000)), attempt(lambda: sys.set_int_max_str_digits(5)).split(":")[0]]
    sys.set_int_max_str_digits(limit)
    results["decimal"] = [len(str(decimal.Decimal(huge))), decimal.Decimal(10) ** 20 == 10**20]
    results["word"] = [sys.maxsize == 2 ** (struct_bits() - 1) - 1, sys.maxsize + 1 > sys.maxsize, hash(sys.hash_info.modulus) == 0, hash(2**100) == 2**100 % sys.hash_info.modulus, hash(-1), hash(1.0) == hash(1) == hash(True), -sys.maxsize - 1 < -sys.maxsize]
    results["ranges"] = [10**18 in range(0, 10**19, 2), range(10**12)[-1], sum(1 for _ in zip(range(10**15), range(3))), range(0, 10**20, 7).index(7 * 10**9), range(2**70).stop == 2**70]
    results["huge"] = [attempt(lambda: [0] * 2**63).split(":")[0], attempt(lambda: "x" * 2**63).split(":")[0], attempt(lambda: 1 << 2**70).split(":")[0], attempt(lambda: bytes(2**63)).split(":")[0], attempt(lambda: (1 << 100_000) >> 99_990), attempt(lambda: [1, 2][2**70]), [1, 2, 3][-(2**70) : 2**70], "abc"[2**100 :]]
    results["booleans"] = [True + True, True == 1, isinstance(True, int), sum([True, False, True]), bool("False"), int(True), True & False, [1, 2][True]]
    results["division"] = [divmod(-7, 3), -7 // 3, -7 % 3, 7 // -3, 7 % -3, int(-3.7), round(-3.5), round(((-1) ** 0.5).imag, 6), 0 ** 0, 2 ** -1]
    results["fits"] = [(2**31).bit_length(), (2**63 - 1).to_bytes(8, "little").hex(), 2**63 - 1 + 1 == 2**63, (2**32) ** 2 == 2**64, -(2**63) == -9223372036854775808, 0xFFFFFFFF + 1, 4294967296 * 4294967296 == 2**64]
    return results


def struct_bits():
    import struct

    return struct.calcsize("P") * 8

r"""Floating point numbers: text, rounding, formats.

expect: {"repr": ["0.0", "-0.0", "1.0", "0.1", "0.3333333333333333", "0.6666666666666666", "1000000000000000.0", "1e+16", "1.2345678901234568e+17", "0.0001", "1e-05", "5e-324", "2.2250738585072014e-308", "1.7976931348623157e+308", "9007199254740992.0", "0.30000000000000004", "1e+22", "1e+23", "100.0", "12345.6789", "-2.5"], "formats": {"": ["0.0", "-0.04", "1234567.891", "1e-10", "inf", "2.5"], "f": ["0.000000", "-0.040000", "1234567.891000", "0.000000", "inf", "2.500000"], ".0f": ["0", "-0", "1234568", "0", "inf", "2"], ".2f": ["0.00", "-0.04", "1234567.89", "0.00", "inf", "2.50"], "e": ["0.000000e+00", "-4.000000e-02", "1.234568e+06", "1.000000e-10", "inf", "2.500000e+00"], ".3e": ["0.000e+00", "-4.000e-02", "1.235e+06", "1.000e-10", "inf", "2.500e+00"], "g": ["0", "-0.04", "1.23457e+06", "1e-10", "inf", "2.5"], ".3g": ["0", "-0.04", "1.23e+06", "1e-10", "inf", "2.5"], ".17g": ["0", "-0.040000000000000001", "1234567.8910000001", "1e-10", "inf", "2.5"], "%": ["0.000000%", "-4.000000%", "123456789.100000%", "0.000000%", "inf%", "250.000000%"], ".1%": ["0.0%", "-4.0%", "123456789.1%", "0.0%", "inf%", "250.0%"], "+.2f": ["+0.00", "-0.04", "+1234567.89", "+0.00", "+inf", "+2.50"], " .2f": [" 0.00", "-0.04", " 1234567.89", " 0.00", " inf", " 2.50"], "010.3f": ["000000.000", "-00000.040", "1234567.891", "000000.000", "0000000inf", "000002.500"], "<10.1f": ["0.0       ", "-0.0      ", "1234567.9 ", "0.0       ", "inf       ", "2.5       "], "^+12.2e": [" +0.00e+00  ", " -4.00e-02  ", " +1.23e+06  ", " +1.00e-10  ", "    +inf    ", " +2.50e+00  "], ",.2f": ["0.00", "-0.04", "1,234,567.89", "0.00", "inf", "2.50"], "_.3f": ["0.000", "-0.040", "1_234_567.891", "0.000", "inf", "2.500"], "z.1f": ["0.0", "0.0", "1234567.9", "0.0", "inf", "2.5"], "#.3g": ["0.00", "-0.0400", "1.23e+06", "1.00e-10", "inf", "2.50"], "G": ["0", "-0.04", "1.23457E+06", "1E-10", "INF", "2.5"], "n": ["0", "-0.04", "1.23457e+06", "1e-10", "inf", "2.5"]}, "old": ["3.142|   42|ab   |002.3|1e-07|1.234568e+04|1e+100|0.1|ff"], "rounds": [0, 2, 2, 0, -2, 3, 2.67, 1.0, 0.1, 0.2, 1200.0, 0.0, 1e+22, 2.0, 20, 20, 0], "hex": ["0x1.999999999999ap-4", "-0x1.8000000000000p+0", "0x0.0000000000001p-1022", "inf", 12.0, -0.00390625, 482.0], "ratio": [[3602879701896397, 36028797018963968], false, true], "parse": ["1000.5", "1000.0", "-inf", "nan", "inf", "0.5", "5.0", "0.0", "inf", "1e+30", "2.225073858507201e-308", "inf", "0.5000000000000002"], "errors": ["ValueError: could not convert string to float: ''", "ValueError: could not convert string to float: '1e'", "ValueError: could not convert string to float: '0x10'", "ValueError: could not convert string to float: '1__0'", "ValueError: could not convert string to float: '1,5'", "ValueError: could not convert string to float: '\u00e9'", "ValueError: could not convert string to float: '--1'", "ValueError: could not convert string to float: '1e5.5'", "ValueError: cannot convert float NaN to integer", "OverflowError: cannot convert float infinity to integer", "ZeroDivisionError", "ZeroDivisionError", "ValueError: Unknown format code 'd' for object of type 'float'", "ValueError: Unknown format code 'q' for object of type 'float'", "TypeError: %d format: a real number is required, not str", "'10000000000"], "compare": [false, false, true, true, true, true, true, [-2.5, true, 1.5, 3], 1], "division": [3.0, -4.0, -2.0, 2.0, [-4.0, 0.5], 1.0, 0.09999999999999998, 0.0, 49.0, 1.189207115002721], "bytes": ["3fb999999999999a", "cdcccc3d", "7bff", "nan", 0.10000000149011612], "info": [1.7976931348623157e+308, 15, 53, 2.220446049250313e-16, "short"], "sums": [0.7999999999999999, 3.3000000000000003, 434.99999999999994, "inf", "-inf", true, 0.0, 3.3000000000000003], "ints": ["0042.000", "4.200000e+01", "300.000000%", "1", "A", "1,000,000", "-0xff", "+5", "   +7|7    |  7  |+   7"], "all": 2000}
"""

import math
import struct
import sys

from capsule import task


def attempt(action):
    try:
        return repr(action())
    except Exception as error:
        return f"{type(error).__name__}: {error}"


@task(name="main", compute="MEDIUM")
def main():
    numbers = [0.0, -0.0, 1.0, 0.1, 1 / 3, 2 / 3, 1e15, 1e16, 123456789012345680.0, 1e-4, 1e-5, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 9007199254740993.0, 0.1 + 0.2, 1e22, 1e23, 100.0, 12345.6789, -2.5]
    formats = ["", "f", ".0f", ".2f", "e", ".3e", "g", ".3g", ".17g", "%", ".1%", "+.2f", " .2f", "010.3f", "<10.1f", "^+12.2e", ",.2f", "_.3f", "z.1f", "#.3g", "G", "n"]
    return {
        "repr": [repr(number) for number in numbers],
        "formats": {spec: [format(number, spec) for number in (0.0, -0.04, 1234567.891, 1e-10, math.inf, 2.5)] for spec in formats},
        "old": ["%.3f|%5d|%-5s|%05.1f|%g|%e|%s|%r|%x" % (3.14159, 42, "ab", 2.345, 1e-7, 12345.678, 1e100, 0.1, 255)],
        "rounds": [round(x) for x in (0.5, 1.5, 2.5, -0.5, -1.5, 2.6)] + [round(x, n) for x, n in ((2.675, 2), (1.005, 2), (0.15, 1), (0.25, 1), (1234.5678, -2), (5e-324, 5), (1e22, 2), (2.5, 0))] + [round(15, -1), round(25, -1), round(-5, -1)],
        "hex": [number.hex() for number in (0.1, -1.5, 5e-324, math.inf)] + [float.fromhex("0x1.8p3"), float.fromhex("-0x.1p-4"), float.fromhex("1e2")],
        "ratio": [(0.1).as_integer_ratio(), (0.5).is_integer(), (-4.0).is_integer()],
        "parse": [repr(float(text)) for text in ("1_000.5", " 1e3 ", "-inf", "nan", "Infinity", ".5", "5.", "1e-400", "1e400", "9" * 30, "2.2250738585072011e-308", "179769313486231580793e289", "0.500000000000000166533453693773481063544750213623046875")],
        "errors": [attempt(lambda text=text: float(text)) for text in ("", "1e", "0x10", "1__0", "1,5", "é", "--1", "1e5.5")] + [attempt(lambda: int(math.nan)), attempt(lambda: int(math.inf)), attempt(lambda: 1.0 // 0).split(":")[0], attempt(lambda: 0.0 ** -1).split(":")[0], attempt(lambda: format(1.5, "d")), attempt(lambda: format(1.5, ".2q")), attempt(lambda: "%d" % "x"), attempt(lambda: "%d" % 1e300)[:12]],
        "compare": [0.1 + 0.2 == 0.3, math.nan == math.nan, 1 == 1.0, 2**53 == 2.0**53 + 1, -0.0 == 0.0, math.nan in [math.nan], 10**16 + 1 > 1e16, sorted([3, 1.5, True, -2.5]), max(1, 1.0, True)],
        "division": [7 // 2.0, -7 // 2.0, 7 % -3.0, -7 % 3.0, divmod(-7.5, 2), 1e16 % 3, 0.3 % 0.1, -0.0 % 5, 5.0 // 0.1, 2**0.5 ** 2],
        "bytes": [struct.pack(">d", 0.1).hex(), struct.pack("<f", 0.1).hex(), struct.pack(">e", 65504.0).hex(), repr(struct.unpack(">d", bytes.fromhex("7ff8000000000001"))[0]), struct.unpack(">f", bytes.fromhex("3dcccccd"))[0]],
        "info": [sys.float_info.max, sys.float_info.dig, sys.float_info.mant_dig, sys.float_info.epsilon, sys.float_repr_style],
        "sums": [0.1 + 0.7, 1.1 * 3, 4.35 * 100, str(1e308 * 10), str(-1e308 * 10), math.inf - math.inf != 0, 1e-200 * 1e-200, 3.0 * 1.1],
        "ints": [f"{42:08.3f}", f"{42:e}", f"{3:%}", f"{True:d}", f"{65:c}", f"{10**6:,d}", f"{-255:#x}", f"{5:+}", f"{7:>+5}|{7:<5}|{7:^5}|{7:=+5}"],
        "all": sum(float(repr(x := math.ldexp(((i * 2654435761) % 2**32) / 2**32 + 0.5, (i * 37) % 2000 - 1000))) == x for i in range(2000)),
    }

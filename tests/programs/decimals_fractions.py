r"""Exact numbers: decimal with 100 digits, and fractions.

expect: {"precise": ["1.414213562373095048801688724209698078569671875376948073176679737990732478462107038850387534327641573", "2.718281828459045235360287471352662497757247093699959574966967627724076630353547594571382178525166427", "2.302585092994045684017991454684364207601101488628772976033327900967572609677352480235997205089598298", "1.414213562373095048801688724209698078569671875376948073176679737990732478462107038850387534327641573", "0.1428571428571428571428571428571428571428571428571428571428571428571428571428571428571428571428571429", "0.3010299956639811952137388947244930267681898814621085413104274611271081892744245094869272521181861720"], "pi": "3.141592653589793238462643383279502884197169399375105820974944592307816406286208998628034825342117068", "modes": {"ROUND_CEILING": ["3", "-2", "4", "3", "-2", "7"], "ROUND_DOWN": ["2", "-2", "3", "2", "-2", "7"], "ROUND_FLOOR": ["2", "-3", "3", "2", "-3", "7"], "ROUND_HALF_DOWN": ["2", "-2", "3", "2", "-3", "7"], "ROUND_HALF_EVEN": ["2", "-2", "4", "2", "-3", "7"], "ROUND_HALF_UP": ["3", "-3", "4", "2", "-3", "7"], "ROUND_UP": ["3", "-3", "4", "3", "-3", "7"], "ROUND_05UP": ["2", "-2", "3", "2", "-2", "7"]}, "context": ["1.0000E+10", ["Inexact", "Rounded"]], "exact": ["0.3", "0.1000000000000000055511151231257827021181583404541015625", "3.30", "1E+5", "1E+2", "-0.00", "1.23E-10", "0E-8"], "parts": [[1, [1, 2, 3, 4, 0]], 1, "1", "-2", "13", "-1", "1.5E+3", [1, 4]], "format": ["1,234,567.89", "1.234e-5", "0012.000", "50%", "1E+6", "1E+6", "   123   "], "special": ["NaN", "-Infinity", false, true, "Infinity", true], "errors": ["InvalidOperation: [<class 'decimal.ConversionSyntax'>]", "DivisionByZero: [<class 'decimal.DivisionByZero'>]", "InvalidOperation: [<class 'decimal.InvalidOperation'>]", "InvalidOperation: [<class 'decimal.InvalidOperation'>]", "Overflow: [<class 'decimal.Overflow'>]", "TypeError: unsupported operand type(s) for +: 'decimal.Decimal' and 'float'", "InvalidOperation: [<class 'decimal.InvalidOperation'>]", "ValueError: cannot convert NaN to integer"], "compare": [true, true, true, true, 0], "money": ["219.89", "33.33", "2.68", 2, "1.2E+3"], "module": "decimal", "fractions": ["-1/2", "1/8", "-1/3", "3602879701896397/36028797018963968", "1/10", "355/113", "1/2", "27/8", "3", "1/2", 2, "3143/1000", 0.3333333333333333], "fraction_format": ["0.33333", "1,428,571,428.57", "1.428571e-01"], "harmonic": "13943237577224054960759/3099044504245996706400", "egypt": ["25", "757", "763309", "873960180913", "1527612795642093418846225"], "fraction_errors": ["ZeroDivisionError: Fraction(1, 0)", "ValueError: Invalid literal for Fraction: 'x'", "ValueError: cannot convert NaN to integer ratio", "TypeError: both arguments should be Rational instances"]}
"""

import decimal
from decimal import Decimal as D
from fractions import Fraction as F

from capsule import task


def attempt(action):
    try:
        return str(action())
    except Exception as error:
        return f"{type(error).__name__}: {error}"


@task(name="main")
def main():
    with decimal.localcontext() as context:
        context.prec = 100
        precise = [str(D(2).sqrt()), str(D(1).exp()), str(D(10).ln()), str(D(2) ** D("0.5")), str(D(1) / 7), str(D(2).log10())]
        # pi by the recipe in the documentation
        context.prec += 2
        lasts, t, s, n, na, d, da = D(0), D(3), D(3), 1, 0, 0, 24
        while s != lasts:
            lasts = s
            n, na = n + na, na + 8
            d, da = d + da, da + 32
            t = (t * n) / d
            s += t
        context.prec -= 2
        pi = str(+s)
    modes = {mode: [str(D(x).quantize(D("1"), rounding=mode)) for x in ("2.5", "-2.5", "3.5", "2.1", "-2.9", "7.0")] for mode in (
        decimal.ROUND_CEILING, decimal.ROUND_DOWN, decimal.ROUND_FLOOR, decimal.ROUND_HALF_DOWN, decimal.ROUND_HALF_EVEN, decimal.ROUND_HALF_UP, decimal.ROUND_UP, decimal.ROUND_05UP)}
    with decimal.localcontext(prec=5) as context:
        context.traps[decimal.Inexact] = False
        result = D(1) / 3 + D("1e10")
        flags = sorted(flag.__name__ for flag, on in context.flags.items() if on)
    return {
        "precise": precise,
        "pi": pi,
        "modes": modes,
        "context": [str(result), flags],
        "exact": [str(D("0.1") + D("0.2")), str(D(0.1)), str(D("1.10") * 3), str(D("1E+5").normalize()), str(D("100").normalize()), str(D("-0.00")), str(D("1.23e-10")), str(D("0E-8"))],
        "parts": [list(D("-12.340").as_tuple()[:2]), D("12.340").adjusted(), str(D("5") // 3), str(D("-5") % 3), str(D("5").fma(2, 3)), str(D(3).compare(4)), str(D("1.5").scaleb(3)), D("0.25").as_integer_ratio()],
        "format": [f"{D('1234567.891'):,.2f}", f"{D('0.00001234'):.3e}", f"{D('12'):08.3f}", f"{D('0.5'):.0%}", f"{D('1e6')}", D("1e6").to_eng_string(), f"{D('123'):^9}"],
        "special": [str(D("NaN")), str(D("Infinity") * -1), D("NaN") == D("NaN"), D("sNaN").is_snan(), str(D("Inf") + 1), D("-0").is_signed()],
        "errors": [attempt(lambda: D("abc")), attempt(lambda: D(1) / 0), attempt(lambda: D("Inf") - D("Inf")), attempt(lambda: D(-1).sqrt()), attempt(lambda: D("1e999999") * D("1e999999")), attempt(lambda: D(1) + 1.0),
                   attempt(lambda: D("1").quantize(D("1e-30"))), attempt(lambda: int(D("NaN")))],
        "compare": [D("1.0") == 1 == 1.0, D("0.1") < 0.1, hash(D("1.5")) == hash(1.5), sorted([F(3), F(1, 2), 2.5]) == [F(1, 2), 2.5, 3], max(D("1"), D("1.00")).as_tuple().exponent],
        "money": [str(sum((D("19.99") * q for q in (1, 3, 7)), D(0))), str((D("100") / 3).quantize(D("0.01"))), str(round(D("2.675"), 2)), round(D("2.5")), str(D("1234.5678").quantize(D("1e2")))],
        "module": decimal.Decimal.__module__,
        "fractions": [str(F(3, -6)), str(F("0.125")), str(F("-3/9")), str(F(0.1)), str(F(0.1).limit_denominator(100)), str(F("3.1415926535").limit_denominator(1000)), str(F(1, 3) + F(1, 6)), str(F(2, 3) ** -3), str(F(7, 2) // 1), str(F(-7, 2) % 1), round(F(5, 2)), str(round(F(22, 7), 3)), float(F(1, 3))],
        "fraction_format": [f"{F(1, 3):.5f}", f"{F(10**10, 7):,.2f}", f"{F(1, 7):e}"],
        "harmonic": str(sum(F(1, n) for n in range(1, 51))),
        "egypt": egyptian(F(5, 121)),
        "fraction_errors": [attempt(lambda: F(1, 0)), attempt(lambda: F("x")), attempt(lambda: F(float("nan"))), attempt(lambda: F(1, 1.5))],
    }


def egyptian(value):
    parts = []
    while value:
        unit = -(-value.denominator // value.numerator)
        parts.append(str(unit))
        value -= F(1, unit)
    return parts

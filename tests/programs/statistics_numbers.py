r"""statistics, math and cmath.

expect: {"averages": [6.46, 6.626666666666667, 5.801982148607, 5.17700407977, 5.6, 5.0, 6.2, 3.25, "b", ["a", "b"]], "exact": ["1/4", "0.2", 1.5, 0.0], "spread": [3.08660187117, 2.928207642911, 9.527111111111, 8.5744], "quantiles": [4.3, 5.6, 8.55, 3.04, 4.38, 4.91, 5.0, 5.6, 6.8, 7.82, 8.46, 10.15], "pairs": [-8.755111111111, -0.9189680910618, -0.9939024390244, 0.9878787878788, 2.014545454545], "normal": [0.9087887802741, 0.02659615202676, 119.2232734832, 0.7388826803635, 2.0], "errors": ["StatisticsError: mean requires at least one data point", "StatisticsError: stdev requires at least two data points", "StatisticsError: ('No negative inputs allowed', -1.0)", "StatisticsError: correlation requires at least two data points"], "sums": [1.0, 1.0, 3628800, 32, 5.0, 3.0], "math": [0.8414709848079, 0.8731196226769, 14.10141994717, 0.3046926540154, 1.772154247585, -2.677945044589, 3.626860407847, 3.762195691084, 0.2913126124516, 1.818446459232, 1.762747174039, 0.5493061443341, 2.718281828459, 1.00000000005e-10, 2.302585092994, 9.9999999995e-11, 3.321928094887, 0.301029995664, 1386.29436112, 3.0, 1.414213562373, 0.520499877813, 0.004677734981047, 52.34277778455, 359.1342053696, 1.414213562373, 1.414213562373, 3.14159265359, 57.29577951308], "exactly": [-3, -2, -2, -1.0, -1.0, [-0.25, -3.0], [0.625, 4], 24.0, -1.0, 2.220446049250313e-16, 1.0000000000000002, true, 0, 9, "15511210043330985984000000", "nan"], "domain": ["ValueError", "ValueError", "OverflowError: math range error", "ValueError", "ValueError", "OverflowError: cannot convert float infinity to integer", "ValueError", "ValueError"], "complex": [[0.0, 1.0], [-1.0, 1.224646799147e-16], [0.0, 3.14159265359], -1.570796326795, [1.0, 1.732050807569], [-11.0, -2.0], [-0.5, -3.5], 5.0, [1.298457581416, 0.6349639147847], [0.0, 0.4636476090008], [1000.0, -2.5]], "repr": ["-0j", "(-1+0j)", "(inf+0j)", "(-1.5-0j)", "3.00-4.00j", "(1-2j)", true, "TypeError: '<' not supported between instances of 'complex' and 'int'", "ZeroDivisionError"], "polar": [1.414213562373, 0.7853981633974], "roots": [[0.3090169943749, 0.9510565162952], [-0.8090169943749, 0.5877852522925], [-0.8090169943749, -0.5877852522925], [0.3090169943749, -0.9510565162952]]}
"""

import cmath
import math
import statistics as st
from decimal import Decimal
from fractions import Fraction

from capsule import task

DATA = [2.5, 3.1, 4.7, 5.0, 5.0, 6.2, 7.7, 8.1, 9.9, 12.4]


def attempt(action):
    try:
        return repr(action())
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def near(x):
    return [near(part) for part in (x.real, x.imag)] if isinstance(x, complex) else float(f"{x:.13g}")


@task(name="main")
def main():
    normal = st.NormalDist(100, 15)
    return {
        "averages": [st.mean(DATA), st.fmean(DATA, [1, 2] * 5), near(st.geometric_mean(DATA)), near(st.harmonic_mean(DATA)), st.median(DATA), st.median_low(DATA), st.median_high(DATA), st.median_grouped([1, 3, 3, 5, 7]), st.mode("aabbb"), st.multimode("aabbc")],
        "exact": [str(st.mean([Fraction(1, 3), Fraction(1, 6)])), str(st.mean([Decimal("0.1"), Decimal("0.3")])), st.mean([1, 2]), st.variance([0.1] * 3)],
        "spread": [near(x) for x in (st.stdev(DATA), st.pstdev(DATA), st.variance(DATA), st.pvariance(DATA))],
        "quantiles": [near(x) for x in st.quantiles(DATA, n=4) + st.quantiles(DATA, n=10, method="inclusive")],
        "pairs": [near(x) for x in (st.covariance(DATA, DATA[::-1]), st.correlation(DATA, DATA[::-1]), st.correlation(DATA, DATA[::-1], method="ranked"), *st.linear_regression(range(10), DATA))],
        "normal": [near(x) for x in (normal.cdf(120), normal.pdf(100), normal.inv_cdf(0.9), normal.overlap(st.NormalDist(110, 15)), normal.zscore(130))],
        "errors": [attempt(lambda: st.mean([])), attempt(lambda: st.stdev([1])), attempt(lambda: st.geometric_mean([-1.0])), attempt(lambda: st.correlation([1], [2]))],
        "sums": [math.fsum([0.1] * 10), math.fsum([1e100, 1.0, -1e100]), math.prod(range(1, 11)), math.sumprod([1, 2, 3], [4, 5, 6]), math.dist((0, 0), (3, 4)), math.hypot(1, 2, 2)],
        "math": [near(x) for x in (math.sin(1), math.cos(1e10), math.tan(1.5), math.asin(0.3), math.acos(-0.2), math.atan2(-1, -2), math.sinh(2), math.cosh(2), math.tanh(0.3), math.asinh(3), math.acosh(3), math.atanh(0.5), math.exp(1), math.expm1(1e-10), math.log(10), math.log1p(1e-10),
                 math.log2(10), math.log10(2), math.log(2**2000), math.cbrt(27), math.exp2(0.5), math.erf(0.5), math.erfc(2), math.gamma(5.5), math.lgamma(100), math.pow(2, 0.5), math.sqrt(2), math.radians(180), math.degrees(1))],
        "exactly": [math.floor(-2.5), math.ceil(-2.5), math.trunc(-2.7), math.fmod(-7, 3), math.remainder(7, 4), math.modf(-3.25), math.frexp(10), math.ldexp(0.75, 5), math.copysign(1, -0.0), math.ulp(1.0), math.nextafter(1, 2), math.isclose(0.1 + 0.2, 0.3), math.gcd(), math.isqrt(99), str(math.factorial(25)), repr(math.inf - math.inf)],
        "domain": [attempt(lambda: math.sqrt(-1)).split(":")[0], attempt(lambda: math.log(0)).split(":")[0], attempt(lambda: math.exp(1000)), attempt(lambda: math.pow(0, -1)).split(":")[0], attempt(lambda: math.acos(2)).split(":")[0], attempt(lambda: math.floor(math.inf)), attempt(lambda: math.fmod(1, 0)).split(":")[0], attempt(lambda: math.gamma(-1)).split(":")[0]],
        "complex": [near(x) for x in (cmath.sqrt(-1), cmath.exp(1j * math.pi), cmath.log(-1 + 0j), cmath.phase(-1j), cmath.rect(2, math.pi / 3), (1 + 2j) ** 3, (3 - 4j) / (1 + 1j), abs(3 + 4j), cmath.sin(1 + 1j), cmath.atanh(0.5j), complex("1e3-2.5j"))],
        "repr": [repr(complex(0, -0.0)), repr(1j * 1j), repr(complex("inf")), str(complex(-1.5, -0.0)), f"{3 - 4j:.2f}", repr((1 + 2j).conjugate()), hash(1 + 0j) == hash(1), attempt(lambda: (1j) < 2), attempt(lambda: 1j / 0).split(":")[0]],
        "polar": [near(x) for x in cmath.polar(1 + 1j)],
        "roots": [near(x) for x in [cmath.rect(1, 2 * math.pi * k / 5) for k in range(5)]][1:],
    }

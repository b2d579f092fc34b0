r"""f-strings, nested and otherwise.

expect: {"quotes": "value Ada   1,   2,   3", "deep": "2", "specs": ["         Ada", "1,234,567.891", "+1.23e+06", "<aAdab>", "  Spec()|spec|<>", "'Ada'"], "debug": ["name='Ada'", " width = 12", "number=1,234,567.9", "items[0]+1=2", "table['key']={'inner': 'value'}"], "braces": ["{}", "{Ada}", "}{", "{}", "\u2603AdaA\t|", "\\nAda\\d{2}", "'a\\nb'"], "expressions": ["6", "[2, 3]", "Ada", "55", "1", "006", "False", "LOUD", "         Ada"], "multi": "\n  Ada\n    13\n", "dates": ["2024-02-29 13:05", "Thursday the 060th", "datetime.date(2024, 2, 29)", "1:30:00"], "numbers": ["0x00ff 0b11111111 377 FF", "0.30000000000000004441", "1e+10 1e-05", "-4 1", "1.100", "    1|  None|True  |", "1_000_000", "3.0+4.0j", "\u00e9", "1200%"], "text": ["   \u00e9\u6f22\ud83d\ude00|", "ab", "***x***", "\t\ttab", "1 %d", "abc1"], "errors": ["ValueError: Unknown format code 'd' for object of type 'str'", "ValueError: Unknown format code 's' for object of type 'int'", "NameError: name 'missing' is not defined", "ValueError: Invalid format specifier 'xxx' for object of type 'int'", "SyntaxError: f-string: expecting '}'", "SyntaxError: invalid syntax. Perhaps you forgot a comma?", "SyntaxError: f-string: single '}' is not allowed"]}
"""

import datetime
import decimal

from capsule import task


class Spec:
    def __format__(self, spec): return f"<{spec}>"
    def __repr__(self): return "Spec()"
    def __str__(self): return "spec"


async def shout(text):
    return text.upper()


@task(name="main", compute="LOW", ram="64MB")
async def main():
    name, width, precision, items, number = "Ada", 12, 3, [1, 2, 3], 1234567.891
    table = {"key": {"inner": "value"}}
    moment = datetime.datetime(2024, 2, 29, 13, 5)
    return {
        "quotes": f"{table["key"]["inner"]} {f"{f"{name}"}"} {", ".join(f"{item!r:>3}" for item in items)}",
        "deep": f"{f"{f"{f"{f"{1 + 1}"}"}"}"}",
        "specs": [f"{name:>{width}}", f"{number:{width},.{precision}f}", f"{number:{"+" if number else ""}.{1 + 1}e}", f"{Spec():a{name}b}", f"{Spec()!r:>8}|{Spec()!s}|{Spec()}", f"{name!a}"],
        "debug": [f"{name=}", f"{ width = }", f"{number=:,.1f}", f"{items[0]+1=}", f"{table['key']=!s}"],
        "braces": [f"{{}}", f"{{{name}}}", f"}}{{", f"{'{'}{'}'}", f"\N{SNOWMAN}{name}\x41\t|", rf"\n{name}\d{{2}}", f"{'a\nb'!r}"],
        "expressions": [f"{(lambda x: x * 2)(3)}", f"{[n for n in items if n > 1]}", f"{name if width > 10 else 'no'}", f"{(y := 5)}{y}", f"{ {'a': 1}['a'] }", f"{sum(items):03d}", f"{not items}", f"{await shout("loud")}", f"{name:{'>' if width else '<'}{width}}"],
        "multi": f"""
  {name}
    {
        width  # a comment
        + 1
    }
""",
        "dates": [f"{moment:%Y-%m-%d %H:%M}", f"{moment:%A the %j{'th'}}", f"{moment.date()!r}", f"{datetime.timedelta(minutes=90)}"],
        "numbers": [f"{255:#06x} {255:#b} {255:o} {255:X}", f"{0.1 + 0.2:.20f}", f"{1e10:g} {1e-5:g}", f"{-7 // 2} {-7 % 2}", f"{decimal.Decimal('1.10'):.3f}", f"{True:5}|{None!s:>6}|{True!s:<6}|", f"{1_000_000:_}", f"{3 + 4j:.1f}", f"{ord('é'):c}", f"{12.0:.0%}"],
        "text": [f"{'é漢😀':>6}|", f"{'abc':.2}", f"{'x':*^7}", f"{'tab':\t>5}", "%s %s" % (f"{1}", f"%d"), f"{'a' 'b'}" "c" f"{1}"],
        "errors": [attempt(lambda: f"{name:d}"), attempt(lambda: f"{5:.2s}"), attempt(lambda: f"{missing}"), attempt(lambda: f"{1:{'x' * 3}}"), attempt(lambda: eval("f'{'")), attempt(lambda: eval("f'{a b}'")), attempt(lambda: eval("f'}'"))],
    }


def attempt(action):
    try:
        return repr(action())
    except Exception as error:
        return f"{type(error).__name__}: {error}".partition(" (<")[0]

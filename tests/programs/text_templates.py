r"""Fills templates in every way that the standard library has.

expect: {"safe": "Dear Ada,\nyou owe $12. ${missing} stays, $ does not.", "strict": "'amount'", "placeholder": "Invalid placeholder in string: line 1, col 5", "identifiers": ["name", "amount", "missing"], "custom": "Bo has 100% of 7", "formatter": "    ab|ME|<what>|2|00987", "format_map": "1-  2-***'\u00e9'***{z}", "percent": "ab      |0003.142|+5|ff|0o10|1.234568e+04|%|\u00df|'\u00fc'|'\\xfc'", "wrap": ["Lorem ipsum dolor sit amet,", "consectetur adipiscing elit,", "sed do eiusmod tempor", "incididunt ut labore et dolore", "magna aliqua \u2014 \u00fcberlangesWortO", "hneTrennung_xxxxxxxxxxxxxxxxxx", "xxxxxxxxxxxxxxxxxxxxxx"], "fill": "* Lorem ipsum dolor sit amet, consectetur\n  adipiscing elit, sed do eiusmod tempor\n  incididunt ut labore et dolore magna aliqua \u2014\n  \u00fcberlangesWortOhneTrennung_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "shorten": "Lorem ipsum dolor sit amet, [\u2026]", "dedent": "one\n  two\n\tthree\n", "indent": "> a\n> \n> b\n", "center": ["\u00b7\u00b7\u00b7\u00e9\u00b7\u00b7\u00b7", "\u6f22\u5b57___|", "-000042", "    1   22  "]}
"""

import string
import textwrap
from datetime import date

from capsule import task

LETTER = string.Template("Dear $name,\nyou owe $$${amount}. ${missing} stays, $$ does not.")


class Upper(string.Formatter):
    def get_value(self, key, args, kwargs):
        return kwargs.get(key, f"<{key}>") if isinstance(key, str) else args[key]

    def convert_field(self, value, conversion):
        return value.upper() if conversion == "u" else super().convert_field(value, conversion)


class Percent(string.Template):
    delimiter = "%"
    idpattern = r"[a-z]+\.[a-z]+"


class Missing(dict):
    def __missing__(self, key):
        return "{" + key + "}"


@task(name="main")
def main():
    text = ("Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut "
            "labore et dolore magna aliqua — überlangesWortOhneTrennung_" + "x" * 40)
    try:
        LETTER.substitute(name="Ada")
        strict = None
    except KeyError as error:
        strict = str(error)
    try:
        string.Template("bad $ here").substitute()
        placeholder = None
    except ValueError as error:
        placeholder = str(error)
    return {
        "safe": LETTER.safe_substitute(name="Ada", amount=12),
        "strict": strict,
        "placeholder": placeholder,
        "identifiers": LETTER.get_identifiers(),
        "custom": Percent("%user.name has 100%% of %user.quota").substitute({"user.name": "Bo", "user.quota": 7}),
        "formatter": Upper().format("{0:>6}|{who!u}|{what}|{1[a][1]}|{2.year:05d}", "ab", {"a": [1, 2]}, date(987, 1, 2), who="me"),
        "format_map": "{a}-{b:>3}-{c!r:*^9}".format_map(Missing(a=1, b=2, c="é")) + "{z}".format_map(Missing()),
        "percent": "%-8s|%08.3f|%+d|%x|%#o|%e|%%|%c|%r|%a" % ("ab", 3.14159, 5, 255, 8, 12345.678, "ß", "ü", "ü"),
        "wrap": textwrap.wrap(text, 30),
        "fill": textwrap.fill(text, 50, initial_indent="* ", subsequent_indent="  ", break_long_words=False),
        "shorten": textwrap.shorten(text, 40, placeholder=" […]"),
        "dedent": textwrap.dedent("""\
            one
              two
            \tthree
            """),
        "indent": textwrap.indent("a\n\nb\n", "> ", lambda line: True),
        "center": ["é".center(7, "·"), "漢字".ljust(5, "_") + "|", "-42".zfill(7), "\t1\t22\t".expandtabs(4)],
    }

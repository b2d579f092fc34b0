r"""Numbers, case and dates do not depend on any locale.

expect: {"numbers": ["1.23457e+06", "1,234,567", "1234567 3.14", "1.5", 1.5, 12], "conventions": [".", "", []], "case": ["title", "ISTANBUL", true, "I"], "dates": ["Friday March 03/01/24", "March", "Thu Jan  1 00:00:00 1970", 61], "collate": [true, ["A", "B", "a", "b"]], "money": "ValueError", "files": "2", "encoding": "utf-8"}
"""

import calendar
import locale
import time
from datetime import date

from capsule import task


def attempt(action):
    try:
        return repr(action())
    except Exception as error:
        return type(error).__name__


@task(name="main", compute="LOW", ram="64MB")
def main():
    locale.setlocale(locale.LC_ALL, "C")
    return {
        "numbers": [f"{1234567.5:n}", f"{1234567:,}", locale.format_string("%d %.2f", (1234567, 3.14159), grouping=True), locale.str(1.5), locale.atof("1.5"), locale.atoi("12")],
        "conventions": [locale.localeconv()["decimal_point"], locale.localeconv()["thousands_sep"], locale.localeconv()["grouping"]],
        "case": ["TITLE".lower(), "istanbul".upper(), "İ".lower() == "i̇", "ı".upper()],
        "dates": [date(2024, 3, 1).strftime("%A %B %x"), calendar.month_name[3], time.strftime("%c", time.gmtime(0)), time.strptime("March 1 2024", "%B %d %Y").tm_yday],
        "collate": [locale.strcoll("a", "b") < 0, sorted("bAaB", key=locale.strxfrm)],
        "money": attempt(lambda: locale.currency(5)),
        "files": attempt(lambda: open("/tmp/text", "w").write("ü漢")),
        "encoding": locale.getpreferredencoding(False).lower(),
    }

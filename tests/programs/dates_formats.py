r"""Dates as text, and calendars.

expect: {"strftime": {"a": "Thu", "A": "Thursday", "b": "Feb", "B": "February", "c": "Thu Feb 29 05:07:09 2024", "d": "29", "f": "012345", "H": "05", "I": "05", "j": "060", "m": "02", "M": "07", "p": "AM", "S": "09", "U": "08", "u": "4", "V": "09", "G": "2024", "w": "4", "W": "09", "x": "02/29/24", "X": "05:07:09", "y": "24", "Y": "2024", "Z": "UTC", "z": "+0000", "%": "%", "D": "02/29/24", "F": "2024-02-29", "T": "05:07:09", "R": "05:07", "C": "20", "e": "29", "h": "Feb", "n": "\n", "t": "\t"}, "old": ["1833-04-03", "0001-01-01", "9999-12-31", "Monday", "Sat Jan  1 00:00:00 0005"], "strptime": ["ValueError: second", "2024-02-29T23:59:59.500000", "2024-02-29T17:07:00+05:30", "2024-02-29T00:00:00", "2024-02-29T00:00:00", "2024-01-02T00:00:00", "1969-01-01T00:00:00", "2068-01-01T00:00:00", "2020-02-01T00:00:00", "1900-01-01T00:00:00", "ValueError: time data 'x' does not match format '%Y'", "ValueError: 'Q' is a bad directive in format '%Q'", "ValueError: unconverted data remains:  extra", "1900-01-01T10:00:00+00:00", "2024-01-07T00:00:00", "1900-01-01T00:00:00.100000", "1900-01-01T00:00:00"], "iso": ["2024-02-29T00:00:00", "2024-02-29T05:07:09+00:00", "2024-02-29T00:00:00", "2024-02-29T05:07:09.123456+05:30", "2024-02-29T23:00:00", "ValueError: Invalid isoformat string: '2024-2-9'", "2024-02-29T05:00:00", "2024-02-29T05:07:09.500000-00:01:02", "ValueError: Invalid isoformat string: ''"], "iso_out": ["2024-02-29 05:07+00:00", "2024-02-29T05:07:09+00:00", "2024-02-29T05:07:09.012+00:00", "05:07:09.000100", "2024-01-01", "04:23:01.500000", "2021-01-03"], "isocalendar": [[2020, 53, 5], [2020, 53, 4], [2019, 1, 1], [2015, 53, 7]], "arithmetic": ["366 days, 0:00:00", "2024-03-01", "-1 day, 0:00:05", "datetime.timedelta(days=13, seconds=75600, microseconds=1500)", 42.857142857142854, "1 day, 16:00:00", "1:00:00", "1 day, 0:00:00", "999999999 days, 23:59:59.999999", 3], "errors": ["OverflowError: date value out of range", "ValueError: month", "OverflowError: Python int too large to convert to C int", "OverflowError", "TypeError:", "ValueError: hour"], "calendar": ["   February 2024\nMo Tu We Th Fr Sa Su\n          1  2  3  4\n 5  6  7  8  9 10 11\n12 13 14 15 16 17 18\n19 20 21 22 23 24 25\n26 27 28 29\n", false, 7, [2, 28], 6, "Sun Mon Tue Wed Thu Fri Sat", [26, 27, 28, 29, 30, 31, 1], 1709164800], "names": [["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], "December", 35], "html": 35, "struct": [[2024, 2, 29, 5, 7, 9, 3, 60, -1], [1970, 1, 1, 0, 0, 0, 3, 1, 0], "2001-09-09 01:46:40", "Thu Jan  1 23:59:59 1970", 1709164800.0, [2000, 11, 30], [2106, 2, 7, 6, 28, 16], 0, ["UTC", "UTC"]], "email": ["Thu, 29 Feb 2024 05:07:09 +0000", "2024-02-29T05:07:09-08:00", "Thu, 01 Jan 1970 00:00:00 GMT"], "fridays": ["2024-09-13", "2024-12-13"], "easter": ["1961-04-02", "2000-04-23", "2024-03-31", "2038-04-25"], "ages": [34, 22, 23], "ordinal": [719163, "2021-07-29", "0001-01-01 00:00:00", "9999-12-31 23:59:59.999999"], "replace": ["2028-02-29", "2020-01-02T03:04:00"]}
"""

import calendar
import email.utils
import time
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock

from capsule import task


def attempt(action):
    try:
        return str(action())
    except Exception as error:
        return f"{type(error).__name__}: {error}".partition(" must be")[0].partition(" is out")[0].partition(" 2")[0]


@task(name="main", compute="MEDIUM")
def main():
    moment = datetime(2024, 2, 29, 5, 7, 9, 12345, tzinfo=UTC)
    letters = "aAbBcdfHIjmMpSUuVGwWxXyYZz%DFTRCeDhnt"
    return {
        "strftime": {letter: moment.strftime("%" + letter) for letter in letters},
        "old": [datetime(1833, 4, 3).strftime("%Y-%m-%d"), date(1, 1, 1).isoformat(), date.max.isoformat(), datetime(1900, 1, 1).strftime("%A"), date(5, 1, 1).ctime()],
        "strptime": [attempt(lambda text=text, form=form: datetime.strptime(text, form).isoformat()) for text, form in (
            ("2024-02-29 23:59:60", "%Y-%m-%d %H:%M:%S"), ("2024-02-29 23:59:59.5", "%Y-%m-%d %H:%M:%S.%f"), ("Thu, 29 Feb 2024 05:07 PM +0530", "%a, %d %b %Y %I:%M %p %z"), ("2024 060", "%Y %j"), ("2024-W09-4", "%G-W%V-%u"), ("24/1/2", "%y/%m/%d"), ("69", "%y"), ("68", "%y"),
            ("february 1 2020", "%B %d %Y"), ("12 AM", "%I %p"), ("x", "%Y"), ("2024", "%Q"), ("2024-01-01 extra", "%Y-%m-%d"), ("10:00Z", "%H:%M%z"), ("1 0 2024", "%U %w %Y"), ("100%", "%f%%"), ("UTC", "%Z"))],
        "iso": [attempt(lambda text=text: datetime.fromisoformat(text).isoformat()) for text in ("2024-02-29", "20240229T050709Z", "2024-W09-4", "2024-02-29T05:07:09.123456789+05:30", "2024-02-29 23:00", "2024-2-9", "2024-02-29T05", "2024-02-29T05:07:09,5-00:01:02", "")],
        "iso_out": [moment.isoformat(" ", "minutes"), moment.replace(microsecond=0).isoformat(), moment.isoformat(timespec="milliseconds"), clock(5, 7, 9, 100).isoformat(), date.fromisoformat("2024-W01-1").isoformat(), clock.fromisoformat("T04:23:01.5").isoformat(), date.fromisocalendar(2020, 53, 7).isoformat()],
        "isocalendar": [list(date(year, month, day).isocalendar()) for year, month, day in ((2021, 1, 1), (2020, 12, 31), (2018, 12, 31), (2016, 1, 3))],
        "arithmetic": [str(date(2024, 3, 1) - date(2023, 3, 1)), (date(2024, 1, 31) + timedelta(days=30)).isoformat(), str(timedelta(days=-1, seconds=5)), repr(timedelta(weeks=2, hours=-3, milliseconds=1.5)), timedelta(hours=5) / timedelta(minutes=7), str(timedelta(days=5) // 3), str(timedelta(hours=7) % timedelta(hours=2)), str(abs(timedelta(-1))), str(timedelta.max), divmod(timedelta(hours=7), timedelta(hours=2))[0]],
        "errors": [attempt(lambda: date.max + timedelta(1)), attempt(lambda: datetime(2020, 13, 1)), attempt(lambda: timedelta(days=10**10)), attempt(lambda: datetime.fromtimestamp(1e20, UTC)).split(":")[0], attempt(lambda: date.today() < 5).split(" ")[0], attempt(lambda: clock(25))],
        "calendar": [calendar.month(2024, 2), calendar.isleap(1900), calendar.leapdays(2000, 2025), calendar.monthrange(2023, 2), calendar.weekday(1969, 7, 20), calendar.TextCalendar(6).formatweekheader(3), [[day.day for day in week] for week in calendar.Calendar().monthdatescalendar(2024, 9)][0], calendar.timegm((2024, 2, 29, 0, 0, 0))],
        "names": [list(calendar.day_abbr), calendar.month_name[12], len(calendar.calendar(2024).splitlines())],
        "html": calendar.HTMLCalendar().formatmonth(2024, 2).count("<td"),
        "struct": [list(moment.timetuple()), list(time.gmtime(0)), time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(1e9)), time.asctime(time.gmtime(86399)), time.mktime((2024, 2, 29, 0, 0, 0, 0, 0, 0)), list(time.strptime("30 Nov 00", "%d %b %y"))[:3], list(time.localtime(2**32))[:6], time.timezone, list(time.tzname)],
        "email": [email.utils.format_datetime(moment), email.utils.parsedate_to_datetime("Thu, 29 Feb 2024 05:07:09 -0800").isoformat(), email.utils.formatdate(0, usegmt=True)],
        "fridays": [d.isoformat() for d in (date(2024, month, 13) for month in range(1, 13)) if d.weekday() == 4],
        "easter": [easter(year).isoformat() for year in (1961, 2000, 2024, 2038)],
        "ages": [age(date(1990, 2, 28), date(2024, 2, 28)), age(date(2000, 2, 29), date(2023, 2, 28)), age(date(2000, 12, 31), date(2024, 1, 1))],
        "ordinal": [date(1970, 1, 1).toordinal(), date.fromordinal(738000).isoformat(), str(datetime.min), str(datetime.max)],
        "replace": [moment.replace(year=2028).date().isoformat(), datetime.combine(date(2020, 1, 2), clock(3, 4)).isoformat()],
    }


def easter(year):
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def age(born, today):
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))

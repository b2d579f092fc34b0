r"""The re module.

expect: {"log": [{"date": "2024-01-15", "month": "01", "time": "10:23:45", "level": "ERROR", "source": "db", "text": "Connection to 10.0.0.5:5432 failed (code=111)"}, {"date": "2024-01-15", "month": "01", "time": "10:23:46", "level": "INFO", "source": "web", "text": "GET /index.html 200 12ms"}, {"date": "2024-01-16", "month": "01", "time": "00:00:01", "level": "WARN", "source": "disk", "text": "/dev/sda1 at 91%"}], "spans": [[[21, 26], 0, "text", 6]], "find": [["a@b.de", "x@y.org"], [["a", "1"], ["b", ""]], ["Stra\u00dfe", "STRASSE"], ["na\u00efve", "\u6f22\u5b57", "x_1"], ["na\u00efve"], ["na", "ve"], ["", "aa", "", ""], ["12", "23", "34"], ["a"], ["a", "b"], ["a\nb"], ["a", "\u00e9"], ["\u0663", "3"], ["\u6f22\u5b57"], ["\ud83d\ude03"]], "look": ["1,234,567", ["10", "30"], ["x", "g"], true], "back": [["the", "cat"], "'it\"s'", true, false], "possessive": [["aaab"], null, ["aab"], ["xxx", "xx"], ["<a>", "<b>"], ["<a><b>"]], "sub": ["world hello", "a2b44", ["bbnbna", 2], "a b", "-a-b-c-", "[a][]", "xx\\n", "b4n4n3"], "split": [["a", "b", "c", "d"], ["a", "1", "b", "2", "c"], ["", "hi", " ", "you", ""], ["", "a", "bc"], ["One.", "Two!", "Three?"]], "flags": [true, "re.IGNORECASE|re.VERBOSE", "re.compile('\u00e9', re.ASCII)", "a\\.b\\*c\\[\u00e9\\]\\ \\-", null], "match": ["ab", "a", "b", ["a", "b"], "b-a", 1, 4, "xxab", [[2, 4], [2, 3], [3, 4]]], "scan": [[["name", "foo"], ["op", "+"], ["float", 3.14], ["op", "*"], ["op", "("], ["int", 2], ["op", "-"], ["name", "bar_1"], ["op", ")"]], "$ rest"], "errors": ["PatternError: missing ), unterminated subpattern at position 0", "PatternError: nothing to repeat at position 0", "PatternError: unterminated character set at position 0", "PatternError: bad character in group name '1' at position 4", "PatternError: invalid group reference 1 at position 1", "PatternError: look-behind requires fixed-width pattern", "PatternError: min repeat greater than max repeat at position 2", "PatternError: redefinition of group name 'a' as group 2; was group 1 at position 12", "PatternError: unknown extension ?z at position 1", "PatternError: bad character range z-a at position 1", "PatternError: bad escape \\q at position 0", "PatternError: multiple repeat at position 2", "PatternError: unknown group name 'x' at position 4"], "bytes": [["YQ=="], "TypeError: cannot use a bytes pattern on a string-like object"], "catastrophic": [null, null, 40000, null], "long": [20000, 300000, 3], "unicode_case": [true, true, true, true, true], "roman": [true, false, true, false], "nested": true}
"""

import re

from capsule import task

LOG = """2024-01-15 10:23:45 [ERROR] db: Connection to 10.0.0.5:5432 failed (code=111)
2024-01-15 10:23:46 [INFO] web: GET /index.html 200 12ms
2024-01-16 00:00:01 [WARN] disk: /dev/sda1 at 91%
garbage line"""


def attempt(action):
    try:
        return repr(action())
    except Exception as error:
        return f"{type(error).__name__}: {error}"


@task(name="main", compute="HIGH")
def main():
    entry = re.compile(r"""
        ^(?P<date>\d{4}-(?P<month>\d\d)-\d\d)\s+(?P<time>[\d:]+)   # when
        \s\[(?P<level>[A-Z]+)\]\s(?P<source>\w+):\s(?P<text>.*)$   # what
    """, re.VERBOSE | re.MULTILINE)
    scanner = re.Scanner([(r"\d+\.\d+", lambda s, t: ("float", float(t))), (r"\d+", lambda s, t: ("int", int(t))), (r"\w+", lambda s, t: ("name", t)), (r"[-+*/()]", lambda s, t: ("op", t)), (r"\s+", None)])
    return {
        "log": [match.groupdict() for match in entry.finditer(LOG)],
        "spans": [[match.span("level"), match.start(), match.lastgroup, match.lastindex] for match in entry.finditer(LOG)][:1],
        "find": [re.findall(p, s) for p, s in ((r"\b\w+@\w+\.\w+\b", "a@b.de, x@y.org."), (r"(\w)(\d)?", "a1b"), (r"(?i)straße|STRASSE", "Straße STRASSE"), (r"\w+", "naïve 漢字 x_1"), (r"\w+", "naïve", ) , (r"(?a:\w+)", "naïve"), (r"a*", "baac"), (r"(?=(\d\d))", "1234"), (r"^.", "a\nb"), (r"(?m)^.", "a\nb"), (r"(?s)a.b", "a\nb"), (r"[^\W\d_]+", "a1_é"), (r"\d", "٣3"), (r"[\u4e00-\u9fff]+", "abc漢字def"), (r"[😀-😎]", "x😃y"))],
        "look": [re.sub(r"(?<=\d)(?=(\d{3})+$)", ",", "1234567"), re.findall(r"(?<!\$)\b\d+", "$5 10 $20 30"), re.findall(r"\w+(?!\w|\()", "f(x) g"), bool(re.fullmatch(r"(?=.*\d)(?=.*[a-z])(?=.*[A-Z]).{8,}", "Passw0rd"))],
        "back": [re.findall(r"\b(\w+) \1\b", "the the cat cat sat"), re.match(r"(?P<q>['\"]).*?(?P=q)", "'it\"s' x").group(), bool(re.match(r"^(\()?\d+(?(1)\))$", "(5)")), bool(re.match(r"^(\()?\d+(?(1)\))$", "(5"))],
        "possessive": [re.findall(r"a++b", "aaab"), re.match(r"a*+a", "aaa"), re.findall(r"(?>a+)b", "aab"), re.findall(r"x{2,3}+", "xxxxx"), re.findall(r"<.+?>", "<a><b>"), re.findall(r"<.+>", "<a><b>")],
        "sub": [re.sub(r"(\w+) (\w+)", r"\2 \1", "hello world"), re.sub(r"(?P<n>\d+)", lambda m: str(int(m["n"]) * 2), "a1b22"), re.subn("a", "b", "banana", count=2), re.sub(r"\s+", " ", "a \n\t b"), re.sub("", "-", "abc"), re.sub(r"(a)|b", r"[\1]", "ab"), re.sub("x", r"\g<0>\g<0>\\n", "x"), re.sub(r"[aeiou]", lambda m: {"a": "4", "e": "3"}.get(m[0], m[0]), "banane")],
        "split": [re.split(r"[,;]\s*", "a, b;c,d"), re.split(r"(\d)", "a1b2c"), re.split(r"\b", "hi you"), re.split("x*", "axbc", maxsplit=2), re.split(r"(?<=[.!?]) ", "One. Two! Three?")],
        "flags": [re.compile("a", re.I | re.M).flags & (re.I | re.M) == re.I | re.M, str(re.I | re.X), repr(re.compile("é", re.A)), re.escape("a.b*c[é] -"), re.purge()],
        "match": [m[0], m[1], m["b"], m.groups("none"), m.expand(r"\g<b>-\1"), m.pos, m.endpos, m.string, m.regs] if (m := re.compile(r"(a)(?P<b>b)?").search("xxab", 1)) else None,
        "scan": scanner.scan("foo + 3.14 * (2 - bar_1) $ rest"),
        "errors": [attempt(lambda p=p: re.compile(p)) for p in ("(", "*a", "[a", "(?P<1>a)", r"\1", "(?<=a+)b", "a{2,1}", "(?P<a>x)(?P<a>y)", "(?z)", "[z-a]", r"\q", "a**", "(?P=x)")],
        "bytes": [re.findall(rb"\w+", "é a".encode()), attempt(lambda: re.match(b"a", "a"))],
        "catastrophic": [re.match(r"(a+)+$", "a" * 18 + "b"), re.match(r"(a|aa)+$", "a" * 22 + "b"), len(re.match(r"(?:x|y)*", "xy" * 20_000)[0]), re.fullmatch(r"(.*)*x", "a" * 14)],
        "long": [len(re.findall(r"\d+", "1 " * 20_000)), re.search("z", "a" * 300_000 + "z").start(), len(re.compile("|".join(f"word{i}" for i in range(500))).findall("word5 word499 word77"))],
        "unicode_case": [bool(re.match("(?i)Σ", "ς")), bool(re.match("(?i)K", "k")), bool(re.match("(?i)ſ", "S")), bool(re.match("(?i)İ", "i̇")), bool(re.match("(?i)[ä-ö]", "Ä"))],
        "roman": [bool(re.fullmatch(r"M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})", numeral)) for numeral in ("MCMXCIV", "IIII", "XLII", "VX")],
        "nested": re.fullmatch(r"(?:\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))+", "(a(b(c))d)(e)") is not None,
    }

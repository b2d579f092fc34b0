r"""Methods of strings.

expect: {"find": [4, 18, 7, -1, 5, 8, 0, 3, "ValueError: substring not found"], "split": [["a", "b"], ["", "a", "", "b", ""], ["a", "b", ",c"], ["a,b,", "c"], [], [""], ["a", "b", "c", "d"], ["k", "=", "v=w"], ["k=v", "=", "w"], ["x", "", ""], "ValueError: empty separator"], "join": ["a-b-c", "", "TypeError: sequence item 0: expected str instance, int found", "a,b"], "strip": ["hi", "example.com", "  x", "c", "name", "a", "x"], "case": ["hELLO, wORLD! HELLO", "They'Re Bill'S", "\u01c5", "\u00e0\u00e9", true, "Hello world", "\u02bcN"], "pad": ["00042", "-0042", "+00", "**x***", "x  |", "\u00b7\u00b7\u00e9", "TypeError: The fill character must be exactly one character long"], "tests": [[true, true, false, false, false, false, false, true, false, false, false], [false, true, false, false, false, false, false, false, false, false, false], [true, false, false, true, false, false, false, true, false, false, true], [false, false, true, false, false, false, false, false, true, false, false], [false, false, true, false, false, false, false, false, false, false, false], [false, false, true, false, false, false, false, false, true, true, false], [true, true, true, true, false, false, false, true, true, true, false], [false, false, false, false, false, true, false, false, false, false, false], [false, false, false, false, false, false, true, false, false, false, false], [true, true, false, true, false, false, false, true, false, false, true], [true, true, true, true, true, true, true, false, false, false, true], [true, true, true, true, true, true, true, true, true, true, true]], "replace": ["bba", "-a-b-c-", "", "tab     x", "e001, W1r0d! he001", "HEEllo, World hEEllo", "ValueError: the first two maketrans arguments must have equal length"], "slices": ["hello", "olleh !dlroW ,olleH", "Hl r!eo", "", "ll", "", "\ud83d\ude00", ""], "compare": [false, true, true, true, false, true, true, true, true, "aaa", "ababab", "ab"], "start": [true, true, true, true, true], "format": ["1 2", "b a b", "5 3", "    1|2    |  3  ", "   'a'", "{}", "1,234,567", "   x", "IndexError: Replacement index 0 out of range for positional args tuple", "ValueError: cannot switch from manual field specification to automatic field numbering", "ValueError: Single '{' encountered in format string", "KeyError: 'x'", "  3.1|a   |007|(1, 2)", "TypeError: %d format: a real number is required, not str", "TypeError: not enough arguments for format string", "1", "%%", "A"], "misc": ["610962", 233, "\u20ac", "ABC", 5, "o", ["e", "h", "l", "l", "o"], ["a", "\u00f1"], true, true, "ab", true, "\u20ac", "\\n", "concat", "multiline", "tri\nple"], "numbers": [12, 3, 10, -31, 0.001, "ValueError: invalid literal for int() with base 10: '1.0'", "ValueError: invalid literal for int() with base 10: ''", 12, false, true, true, "2.67", "1e+21", "123456789.0"], "caesar": ["Khoor, Cheud!", "Round trip", "Hello"], "palindromes": ["A man, a plan, a canal: Panama"], "vowels": {"a": 0, "e": 1, "i": 1, "o": 2, "u": 2}, "compress": ["a3b2c1", "", "aaabbc"], "roman": ["I", "IV", "IX", "XIV", "XL", "XC", "CD", "MCMXCIV", "MMMCMXCIX"], "words": ["zero", "thirteen", "twenty-one", "one hundred", "three hundred forty-two", "one thousand one", "nine hundred ninety-nine thousand nine hundred ninety-nine"]}
"""

from capsule import task


def attempt(action):
    try:
        return action()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


@task(name="main", compute="LOW", ram="64MB")
def main():
    text = "Hello, World! hello"
    return {
        "find": [text.find("o"), text.rfind("o"), text.index("World"), text.find("zzz"), text.count("l"), text.find("o", 5, 9), "".find(""), "abc".find("", 3), attempt(lambda: text.index("zzz"))],
        "split": [" a  b ".split(), " a  b ".split(" "), "a,b,,c".split(",", 2), "a,b,,c".rsplit(",", 1), "".split(), "".split(","), "a\nb\r\nc\x0bd".splitlines(), "k=v=w".partition("="), "k=v=w".rpartition("="), "x".partition("="), attempt(lambda: "a".split(""))],
        "join": ["-".join("abc"), "".join([]), attempt(lambda: ",".join([1, 2])), ",".join({"a": 1, "b": 2})],
        "strip": ["xxhixx".strip("x"), "www.example.com".lstrip("w."), "  x ".rstrip(), "abcba".strip("ab"), "prefix_name".removeprefix("prefix_"), "a.py".removesuffix(".py"), "\u2003x\xa0".strip()],
        "case": [text.swapcase(), "they're bill's".title(), "ǆ".capitalize(), "ÀÉ".lower(), "ß".casefold() == "SS".casefold(), "hello WORLD".capitalize(), "ŉ".upper()],
        "pad": ["42".zfill(5), "-42".zfill(5), "+".zfill(3), "x".center(6, "*"), "x".ljust(3) + "|", "é".rjust(3, "·"), attempt(lambda: "x".center(5, "ab"))],
        "tests": [[getattr(word, test)() for word in ("abc", "ABC", "12", "a1", "", " ", "Title Case", "é", "²", "½", "_x1")] for test in ("isalpha", "isupper", "islower", "isdigit", "isdecimal", "isnumeric", "isalnum", "isspace", "istitle", "isidentifier", "isascii", "isprintable")],
        "replace": ["aaa".replace("a", "b", 2), "abc".replace("", "-"), "x".replace("x", ""), "tab\tx".expandtabs(), text.translate(str.maketrans("lo", "01", "H")), text.translate({101: "EE", 33: None}), attempt(lambda: str.maketrans("ab", "c"))],
        "slices": [text[-5:], text[::-1], text[::3], text[100:], text[-3:-1], "abc"[1:1], "😀é"[0], text[:-100]],
        "compare": ["a" < "B", "a" < "b", "Z" < "a", "10" < "9", "a" == "a ", "é" > "z", "" < "a", "abc" in "xabcx", "" in "x", "a" * 3, 3 * "ab", "a" "b"],
        "start": [text.startswith(("He", "x")), text.endswith("lo"), text.startswith("World", 7), text.startswith(""), "x".endswith(("a", "x"))],
        "format": ["{} {}".format(1, 2), "{1} {0} {1}".format("a", "b"), "{a[0]} {b.real}".format(a=[5], b=3), "{:>5}|{:<5}|{:^5}".format(1, 2, 3), "{!r:>6}".format("a"), "{{}}".format(), "{:,}".format(1234567), "{0:{1}}".format("x", ">4"), attempt(lambda: "{}".format()), attempt(lambda: "{0} {}".format(1)), attempt(lambda: "{".format(1)), attempt(lambda: "{x}".format(y=1)), "%5.1f|%-4s|%03d|%s" % (3.14159, "a", 7, (1, 2)), attempt(lambda: "%d" % "a"), attempt(lambda: "%s %s" % 1), "%(a)s" % {"a": 1}, "%%", "%c" % 65],
        "misc": ["a\tb".encode().hex(), ord("é"), chr(8364), "\u0041\x42\103", len("naïve"), max("hello"), sorted("hello"), list("añ"), "abc".__contains__("b"), hash("a") == hash("a"), "a".__add__("b"), "x".isascii(), "\N{EURO SIGN}", r"\n", "con" 'cat', "multi\
line", """tri
ple"""],
        "numbers": [int("  12  "), int("0b11", 0), int("1_0"), int("-0x1f", 16), float("1e-3"), attempt(lambda: int("1.0")), attempt(lambda: int("")), attempt(lambda: int("１２")), bool(""), bool(" "), complex("1+2j") == 1 + 2j, "%.2f" % 2.675, str(1e21), str(123456789.0)],
        "caesar": [caesar("Hello, Zebra!", 3), caesar(caesar("Round trip", 5), -5), rot13("Uryyb")],
        "palindromes": [s for s in ("A man, a plan, a canal: Panama", "Not one", "Était-ce") if (c := [x for x in s.casefold() if x.isalnum()]) == c[::-1]],
        "vowels": {v: "the quick brown fox jumps".count(v) for v in "aeiou"},
        "compress": [rle("aaabbc"), rle(""), unrle("a3b2c1")],
        "roman": [roman(n) for n in (1, 4, 9, 14, 40, 90, 400, 1994, 3999)],
        "words": [number_words(n) for n in (0, 13, 21, 100, 342, 1001, 999999)],
    }


def caesar(text, shift):
    return "".join(chr((ord(c) - base + shift) % 26 + base) if c.isalpha() and c.isascii() and (base := 65 if c.isupper() else 97) else c for c in text)


def rot13(text):
    import codecs
    return codecs.encode(text, "rot13")


def rle(text):
    from itertools import groupby
    return "".join(f"{char}{len(list(group))}" for char, group in groupby(text))


def unrle(text):
    return "".join(a * int(b) for a, b in zip(text[::2], text[1::2]))


def roman(n):
    out = ""
    for value, letters in ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        count, n = divmod(n, value)
        out += letters * count
    return out


def number_words(n):
    small = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
    tens = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()
    if n < 20:
        return small[n]
    if n < 100:
        return tens[n // 10] + ("-" + small[n % 10] if n % 10 else "")
    if n < 1000:
        return small[n // 100] + " hundred" + (" " + number_words(n % 100) if n % 100 else "")
    return number_words(n // 1000) + " thousand" + (" " + number_words(n % 1000) if n % 1000 else "")

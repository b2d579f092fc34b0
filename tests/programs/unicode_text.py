r"""Unicode: normal forms, case, emoji, surrogates, directions.

expect: {"forms": [["'\\xe9'", "'e\\u0301'", "'\\xe9'", "'e\\u0301'"], ["'\\xe9'", "'e\\u0301'", "'\\xe9'", "'e\\u0301'"], ["'\\ufb01'", "'\\ufb01'", "'fi'", "'fi'"], ["'\\xc5'", "'A\\u030a'", "'\\xc5'", "'A\\u030a'"], ["'\\u03a9'", "'\\u03a9'", "'\\u03a9'", "'\\u03a9'"], ["'\\u2460'", "'\\u2460'", "'1'", "'1'"], ["'\\uff76\\uff9e'", "'\\uff76\\uff9e'", "'\\u30ac'", "'\\u30ab\\u3099'"], ["'\\uac01'", "'\\u1100\\u1161\\u11a8'", "'\\uac01'", "'\\u1100\\u1161\\u11a8'"], ["'\\u1e9b\\u0323'", "'\\u017f\\u0323\\u0307'", "'\\u1e69'", "'s\\u0323\\u0307'"], ["'\\xb2'", "'\\xb2'", "'2'", "'2'"], ["'\\u2026'", "'\\u2026'", "'...'", "'...'"]], "is_normal": [true, false, true, true, true, true, true, true, true, true, true], "case": ["SS", "Fi", "\u03cc\u03c3\u03bf\u03c2", "69cc87", "\u02bcN", "\u01c5", "strasse", "FF"], "emoji": [7, 25, 11, ["0x1f468", "0x200d", "0x1f469", "0x200d", "0x1f467", "0x200d", "0x1f466"], false], "flag": ["REGIONAL INDICATOR SYMBOL LETTER D", "REGIONAL INDICATOR SYMBOL LETTER E"], "names": ["LATIN SMALL LETTER A", "LATIN SMALL LETTER SHARP S", "CJK UNIFIED IDEOGRAPH-6F22", "ALEF SYMBOL", "SNAKE", "NO-BREAK SPACE", "none", "\u2603", "\u03c0"], "bidi": ["R", "R", "R", "R", "WS", "L", "L", "L", "L", "L", "WS", "AL", "AL", "AL", "AL", "AL", "WS", "EN", "EN", "EN"], "category": ["Ll", "Lu", "Nd", "Zs", "Pc", "Pd", "Ps", "Cc", "Cf", "Sc", "Mn", "Nl", "Cs"], "numeric": [0.5, 5, 3, 42, 1.5], "width": ["Na", "F", "H", "W", "W", "A"], "combining": [0, 230, 202], "mirrored": [1, 0, 1], "is": [["isalpha", true, true, true, false, false, false], ["isdigit", true, true, false, true], ["isnumeric", true, true, true, true], ["isidentifier", true, false, true, true, false, true], ["isspace", true, true, true, false, true], ["isprintable", true, false, false, true, false]], "split": ["a", "b", "c", "d", "e", "f"], "strip": "x", "repr": ["'\\u200d\\ue000\ud83d\ude00\\x7f\\xad\\ud800'", "'\\xfc\\U0001f600'"], "surrogate": ["61eda0bd", "\ud83d\ude00", 2], "escape": ["ff80616263"], "failures": {"encode": "UnicodeEncodeError: 'utf-8' codec can't encode character '\\ud83d' in position 1: surrogates not allowed", "utf16": "UnicodeEncodeError: 'utf-16-le' codec can't encode character '\\ud83d' in position 1: surrogates not allowed", "decode": "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xed in position 0: invalid continuation byte", "overlong": "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xc0 in position 0: invalid start byte", "short": "UnicodeDecodeError: 'utf-8' codec can't decode bytes in position 3-4: unexpected end of data", "chr": "ValueError: chr() arg not in range(0x110000)", "lookup": "KeyError: \"undefined character name 'NO SUCH THING'\"", "numeric": "ValueError: not a numeric character"}, "stripped": "Prilis zlutoucky kun upel dabelske ody", "translate": "he\u2603", "compare": [false, ["Z", "a", "z", "\u00e4", "\u00e9"], "\ud83d\ude00"], "variables": {"\ufb01": 1, "K": 2}}
"""

import unicodedata

from capsule import task


@task(name="main", compute="LOW", ram="64MB")
def main():
    samples = ["é", "e\u0301", "ﬁ", "Å", "Ω", "①", "ｶﾞ", "각", "ẛ̣", "²", "…"]
    family = "👨‍👩‍👧‍👦"
    flag = "🇩🇪"
    text = "שלום world مرحبا 123"
    lone = "a\ud83d"
    failures = {}
    for name, action in {
        "encode": lambda: lone.encode("utf-8"),
        "utf16": lambda: lone.encode("utf-16-le"),
        "decode": lambda: b"\xed\xa0\xbd".decode("utf-8"),
        "overlong": lambda: b"\xc0\xaf".decode(),
        "short": lambda: b"abc\xe2\x82".decode(),
        "chr": lambda: chr(0x110000),
        "lookup": lambda: unicodedata.lookup("NO SUCH THING"),
        "numeric": lambda: unicodedata.numeric("x"),
    }.items():
        try:
            action()
        except Exception as error:
            failures[name] = f"{type(error).__name__}: {error}"
    return {
        "forms": [[ascii(unicodedata.normalize(form, sample)) for form in ("NFC", "NFD", "NFKC", "NFKD")] for sample in samples],
        "is_normal": [unicodedata.is_normalized("NFC", sample) for sample in samples],
        "case": ["ß".upper(), "ﬁ".title(), "ΌΣΟΣ".lower(), "İ".lower().encode().hex(), "ŉ".upper(), "ǆ".title(), "Straße".casefold(), "ﬀ".swapcase()],
        "emoji": [len(family), len(family.encode()), len(family.encode("utf-16-le")) // 2, [hex(ord(char)) for char in family], family[::-1] == family],
        "flag": [unicodedata.name(char) for char in flag],
        "names": [unicodedata.name(char) for char in "aß漢ℵ🐍\u00a0"] + [unicodedata.name("\x00", "none"), "\N{SNOWMAN}", unicodedata.lookup("GREEK SMALL LETTER PI")],
        "bidi": [unicodedata.bidirectional(char) for char in text],
        "category": [unicodedata.category(char) for char in "aA1 _-(\n\u200d€̈ⅷ\ud800"],
        "numeric": [unicodedata.numeric("½"), unicodedata.digit("⁵"), unicodedata.decimal("٣"), int("٤٢"), float("１.５")],
        "width": [unicodedata.east_asian_width(char) for char in "aａｱア漢\u00a1"],
        "combining": [unicodedata.combining(char) for char in "a\u0301\u0327"],
        "mirrored": [unicodedata.mirrored(char) for char in "(a≤"],
        "is": [["isalpha", *[char.isalpha() for char in "aß漢1_²"]], ["isdigit", *[char.isdigit() for char in "1²½٣"]],
               ["isnumeric", *[char.isnumeric() for char in "1²½四"]], ["isidentifier", *[word.isidentifier() for word in ("x1", "1x", "naïve", "変数", "a-b", "℘")]],
               ["isspace", *[char.isspace() for char in " \u00a0\u3000\u200b\x1c"]], ["isprintable", *[char.isprintable() for char in "a\u00a0\n😀\ue000"]]],
        "split": "a\u2028b\x85c\x1dd\ve\r\nf".splitlines(),
        "strip": "\u3000 \u00a0x\u2003".strip(),
        "repr": [repr("\u200d\ue000\U0001f600\x7f\xad\ud800"), ascii("ü😀")],
        "surrogate": [lone.encode("utf-8", "surrogatepass").hex(), "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), len("\ud83d\ude00")],
        "escape": [b"\xff\x80abc".decode("utf-8", "surrogateescape").encode("utf-8", "surrogateescape").hex()],
        "failures": failures,
        "stripped": "".join(char for char in unicodedata.normalize("NFD", "Příliš žluťoučký kůň úpěl ďábelské ódy") if not unicodedata.combining(char)),
        "translate": "héllo".translate({ord("é"): "e", ord("l"): None, ord("o"): 0x2603}),
        "compare": ["é" == "e\u0301", sorted(["z", "ä", "a", "Z", "é"]), max("😀", "\uffff")],
        "variables": {"ﬁ": 1, "K": eval("K", {"K": 2})},
    }

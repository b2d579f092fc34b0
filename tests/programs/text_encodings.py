r"""Encodes and decodes with many codecs and error handlers.

expect: {"encoded": {"utf-8": ["61c3a9e6bca2f09f9880", true], "utf-8-sig": ["efbbbf61c3a9", true], "utf-16": ["fffe6100e9003dd800de", true], "utf-16-be": ["00e9d83dde00", true], "utf-32": ["fffe0000e900000000f60100", true], "utf-32-le": ["00f60100", true], "utf-7": ["612b2d2b414f6c7649672d", true], "latin-1": ["e9ff", true], "iso-8859-15": ["a4a8", true], "cp1252": ["809394", true], "cp1251": ["cff0e8e2e5f2", true], "koi8-r": ["f0d2c9d7c5d4", true], "cp437": ["82db", true], "cp850": ["a4", true], "mac-roman": ["8eb0", true], "iso-8859-7": ["c5ebeb", true], "cp1256": ["e3d1", true], "tis-620": ["e4b7c2", true], "ascii": ["616263", true], "shift_jis": ["93fa967b8ceab6c5", true], "euc_jp": ["c6fccbdcb8ec", true], "iso2022_jp": ["1b2442467c4b5c386c1b284261", true], "cp932": ["8740", true], "gb2312": ["d6d0cec4", true], "gbk": ["d6d0cec4", true], "gb18030": ["d6d0cec49439fc36", true], "hz": ["7e7b56504e447e7d", true], "big5": ["a4a4a4e5", true], "big5hkscs": ["9def", true], "euc_kr": ["c7d1b1b9beee", true], "cp949": ["8c63", true], "johab": ["d065", true], "iso2022_kr": ["1b2429430e47510f", true], "punycode": ["62636865722d6b7661", true], "idna": ["786e2d2d62636865722d6b76612e6578616d706c65", true], "raw_unicode_escape": ["e95c75366632325c553030303166363030", true], "unicode_escape": ["5c7865395c6e5c553030303166363030", true], "cp037": ["818283", true], "hp-roman8": ["c5", true], "cp1140": ["9f", true]}, "handlers": {"ignore": "a", "replace": "a??", "backslashreplace": "a\\xe9\\U0001f600", "xmlcharrefreplace": "a&#233;&#128512;", "namereplace": "a\\N{LATIN SMALL LETTER E WITH ACUTE}\\N{GRINNING FACE}", "decode ignore": "'a\\xe9b'", "decode replace": "'a\\ufffd\\xe9\\ufffdb'", "decode backslashreplace": "'a\\\\xff\\xe9\\\\xe2\\\\x82b'", "decode surrogateescape": "'a\\udcff\\xe9\\udce2\\udc82b'", "own": "a*b*x*y"}, "pieces": ["", "\u00e9", "", "", "\u6f22", "", "", "", "\ud83d\ude00", ""], "incremental": "fffe61006200", "reader": ["\u65e5\u672c\n", "\u8a9e"], "failures": {"unknown": "LookupError: unknown encoding: no-such-codec", "ascii": "UnicodeEncodeError: 'ascii' codec can't encode character '\\xe9' in position 0: ordinal not in range(128)", "charmap": "UnicodeEncodeError: 'charmap' codec can't encode character '\\u6f22' in position 0: character maps to <undefined>", "undefined": "UnicodeDecodeError: 'charmap' codec can't decode byte 0x81 in position 0: character maps to <undefined>", "handler": "LookupError: unknown error handler name 'no-such-handler'", "text": "LookupError: 'hex' is not a text encoding; use codecs.encode() to handle arbitrary codecs", "sjis": "UnicodeDecodeError: 'shift_jis' codec can't decode byte 0x81 in position 0: incomplete multibyte sequence"}, "bytes": ["6162", "abc", "a=3Db=FF", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "yyyyyyyyy", "aGk=\n", "begin 666 <data>\n\":&D \n \nend\n"], "names": ["utf-8", "iso8859-1", "cp1252", "shift_jis", "utf-16", "ascii"], "stream": "a\n\u00df\nc\n", "writer": "800d0a262332383435303b0d0a", "boms": ["efbbbf", "fffe", "a"]}
"""

import codecs
import io

from capsule import task

CODECS = {
    "utf-8": "aé漢😀", "utf-8-sig": "aé", "utf-16": "aé😀", "utf-16-be": "é😀", "utf-32": "é😀", "utf-32-le": "😀", "utf-7": "a+é漢",
    "latin-1": "éÿ", "iso-8859-15": "€š", "cp1252": "€“”", "cp1251": "Привет", "koi8-r": "Привет", "cp437": "é█", "cp850": "ñ",
    "mac-roman": "é∞", "iso-8859-7": "Ελλ", "cp1256": "مر", "tis-620": "ไทย", "ascii": "abc",
    "shift_jis": "日本語ｶﾅ", "euc_jp": "日本語", "iso2022_jp": "日本語a", "cp932": "①", "gb2312": "中文", "gbk": "中文", "gb18030": "中文😀",
    "hz": "中文", "big5": "中文", "big5hkscs": "嘅", "euc_kr": "한국어", "cp949": "똠", "johab": "한", "iso2022_kr": "한",
    "punycode": "bücher", "idna": "bücher.example", "raw_unicode_escape": "é漢😀", "unicode_escape": "é\n😀", "cp037": "abc", "hp-roman8": "é", "cp1140": "€",
}


@task(name="main", compute="MEDIUM")
def main():
    encoded = {}
    for name, text in CODECS.items():
        try:
            data = text.encode(name)
            encoded[name] = [data.hex(), data.decode(name) == text]
        except Exception as error:
            encoded[name] = f"{type(error).__name__}: {error}"
    handlers = {}
    for handler in ("ignore", "replace", "backslashreplace", "xmlcharrefreplace", "namereplace"):
        handlers[handler] = "aé😀".encode("ascii", handler).decode()
    for handler in ("ignore", "replace", "backslashreplace", "surrogateescape"):
        handlers["decode " + handler] = ascii(b"a\xff\xc3\xa9\xe2\x82b".decode("utf-8", handler))
    codecs.register_error("stars", lambda error: ("*" * (error.end - error.start), error.end))
    handlers["own"] = "aéb漢".encode("ascii", "stars").decode() + b"x\xffy".decode("ascii", "stars")
    decoder = codecs.getincrementaldecoder("utf-8")()
    pieces = [decoder.decode(bytes([byte])) for byte in "é漢😀".encode()] + [decoder.decode(b"", final=True)]
    encoder = codecs.getincrementalencoder("utf-16")()
    reader = codecs.getreader("shift_jis")(io.BytesIO("日本\n語".encode("shift_jis")))
    failures = {}
    for name, action in {
        "unknown": lambda: "a".encode("no-such-codec"),
        "ascii": lambda: "é".encode("ascii"),
        "charmap": lambda: "漢".encode("cp1252"),
        "undefined": lambda: b"\x81".decode("cp1252"),
        "handler": lambda: "é".encode("ascii", "no-such-handler"),
        "text": lambda: "a".encode("hex"),
        "sjis": lambda: b"\x81".decode("shift_jis"),
    }.items():
        try:
            action()
        except Exception as error:
            failures[name] = f"{type(error).__name__}: {error}"
    stream = io.TextIOWrapper(io.BytesIO("a\r\nß\rc\n".encode("utf-16")), encoding="utf-16")
    raw = io.BytesIO()
    writer = io.TextIOWrapper(raw, encoding="cp1252", errors="xmlcharrefreplace", newline="\r\n")
    writer.write("€\n漢\n")
    writer.flush()
    return {
        "encoded": encoded,
        "handlers": handlers,
        "pieces": pieces,
        "incremental": (encoder.encode("a") + encoder.encode("b")).hex(),
        "reader": list(reader),
        "failures": failures,
        "bytes": [codecs.encode(b"ab", "hex").decode(), codecs.decode("nop", "rot13"), codecs.encode(b"a=b\xff", "quopri").decode(),
                  codecs.decode(codecs.encode(b"x" * 50, "zlib"), "zlib").decode(), codecs.decode(codecs.encode(b"y" * 9, "bz2"), "bz2").decode(),
                  codecs.encode(b"hi", "base64").decode(), codecs.encode(b"hi", "uu").decode()],
        "names": [codecs.lookup(name).name for name in ("UTF8", "l1", "windows-1252", "sjis", "U16", "646")],
        "stream": stream.read(),
        "writer": raw.getvalue().hex(),
        "boms": [codecs.BOM_UTF8.hex(), codecs.BOM_UTF16_LE.hex(), "\ufeffa".encode().decode("utf-8-sig")],
    }

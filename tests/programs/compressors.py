r"""zlib, gzip, bz2, lzma, and zstd of Python 3.14.

expect: {"length": 114396, "crc": [2255058721, 20132151, true], "rounds": {"zlib": [true, true, true, true, true, true, true, true, true, true, true, true], "raw": true, "gzip": [true, true, true], "bz2": [true, true, true], "lzma": [true, true], "filters": true}, "small": [true, true, true, true], "known": ["hello zlib", "hello", "hello bz2"], "pieces": [true, true, "extra"], "limited": [1000, true], "dictionary": [true, "error: Error 2 while decompressing data"], "gz": [500, "zeile 499 \u00fc\n", "\nzeil", "appended"], "bz2": [500, "zeile 499 \u00fc\n", "\nzeil", "appended"], "xz": [500, "zeile 499 \u00fc\n", "\nzeil", "appended"], "members": ["onetwo", "12", "12"], "file": ["YQo=", "Ygo="], "errors": ["error: Error -3 while decompressing data: incorrect header check", "error: Error -5 while decompressing data: incomplete or truncated stream", "BadGzipFile: Not a gzipped file (b'no')", "EOFError: Compressed file ended before the end-of-stream marker was reached", "OSError: Invalid data stream", "LZMAError: Input format not supported by decoder", "LZMAError: Compressed data ended before the end-of-stream marker was reached"], "bomb": 5000000, "checks": [true, true, true]}
"""

import bz2
import gzip
import io
import lzma
import zlib

from capsule import task


def attempt(action):
    try:
        return repr(action())
    except Exception as error:
        return f"{type(error).__name__}: {error}"


@task(name="main", compute="HIGH", ram="256MB")
def main():
    data = b"".join(b"line %d of many lines\n" % (n * n % 997) for n in range(5000))
    noise = bytes((n * 2654435761 >> 13) & 255 for n in range(20_000))
    results = {"length": len(data), "crc": [zlib.crc32(data), zlib.adler32(data), zlib.crc32(b"b", zlib.crc32(b"a")) == zlib.crc32(b"ab")]}
    results["rounds"] = {
        "zlib": [zlib.decompress(zlib.compress(sample, level)) == sample for sample in (data, noise, b"") for level in (0, 1, 6, 9)],
        "raw": zlib.decompress(zlib.compressobj(wbits=-15).compress(b"") + (c := zlib.compressobj(9, zlib.DEFLATED, -15)).compress(data) + c.flush(), -15) == data,
        "gzip": [gzip.decompress(gzip.compress(sample, mtime=0)) == sample for sample in (data, noise, b"")],
        "bz2": [bz2.decompress(bz2.compress(sample, 9)) == sample for sample in (data, noise, b"")],
        "lzma": [lzma.decompress(lzma.compress(data, form)) == data for form in (lzma.FORMAT_XZ, lzma.FORMAT_ALONE)],
        "filters": lzma.decompress(lzma.compress(data, lzma.FORMAT_RAW, filters=[{"id": lzma.FILTER_DELTA, "dist": 4}, {"id": lzma.FILTER_LZMA2, "preset": 1}]), lzma.FORMAT_RAW, filters=[{"id": lzma.FILTER_DELTA, "dist": 4}, {"id": lzma.FILTER_LZMA2, "preset": 1}]) == data,
    }
    results["small"] = [len(pack(data)) < len(data) // 3 for pack in (zlib.compress, gzip.compress, bz2.compress, lzma.compress)]
    results["known"] = [zlib.decompress(bytes.fromhex("789ccb48cdc9c957a8cac94c0200159503e6")).decode(), gzip.decompress(bytes.fromhex("1f8b0800000000000203cb48cdc9c9070086a6103605000000")).decode(),
                        bz2.decompress(bytes.fromhex("425a6839314159265359fcd04cd4000002198040001000124480102000310c08200f283668c3e2ee48a70a121f9a099a80")).decode()]
    decompressor = zlib.decompressobj()
    packed = zlib.compress(data) + b"extra"
    pieces = [decompressor.decompress(packed[i:i + 100]) for i in range(0, len(packed), 100)]
    results["pieces"] = [b"".join(pieces) == data, decompressor.eof, decompressor.unused_data.decode()]
    limited = zlib.decompressobj()
    out = limited.decompress(zlib.compress(bytes(1_000_000)), 1000)
    results["limited"] = [len(out), len(limited.unconsumed_tail) > 0]
    dictionary = b"line of many lines"
    with_dictionary = zlib.compressobj(zdict=dictionary)
    packed = with_dictionary.compress(data[:200]) + with_dictionary.flush()
    results["dictionary"] = [zlib.decompressobj(zdict=dictionary).decompress(packed) == data[:200], attempt(lambda: zlib.decompress(packed))]
    for name, opener in (("gz", gzip.open), ("bz2", bz2.open), ("xz", lzma.open)):
        with opener(f"/tmp/file.{name}", "wt", encoding="utf-8") as file:
            file.writelines(f"zeile {n} ü\n" for n in range(500))
        with opener(f"/tmp/file.{name}", "rt", encoding="utf-8") as file:
            lines = file.readlines()
        with opener(f"/tmp/file.{name}", "ab") as file:
            file.write(b"appended")
        with opener(f"/tmp/file.{name}") as file:
            file.seek(10)
            results[name] = [len(lines), lines[-1], file.read(5).decode(), file.read()[-8:].decode()]
    joined = gzip.compress(b"one") + gzip.compress(b"two")
    results["members"] = [gzip.decompress(joined).decode(), bz2.decompress(bz2.compress(b"1") + bz2.compress(b"2")).decode(), lzma.decompress(lzma.compress(b"1") + lzma.compress(b"2")).decode()]
    results["file"] = gzip.GzipFile(fileobj=io.BytesIO(gzip.compress(b"a\nb\n", mtime=5))).readlines()
    results["errors"] = [attempt(lambda: zlib.decompress(b"junk")), attempt(lambda: zlib.decompress(zlib.compress(data)[:50])), attempt(lambda: gzip.decompress(b"not gzip")), attempt(lambda: gzip.decompress(gzip.compress(data)[:-3])), attempt(lambda: bz2.decompress(b"BZh9junk")), attempt(lambda: lzma.decompress(b"junk")), attempt(lambda: lzma.decompress(lzma.compress(data)[:60]))]
    results["bomb"] = len(zlib.decompress(zlib.compress(bytes(5_000_000), 9)))
    results["checks"] = [lzma.is_check_supported(check) for check in (lzma.CHECK_CRC32, lzma.CHECK_CRC64, lzma.CHECK_SHA256)]
    return results

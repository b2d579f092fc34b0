namespace Capsule.Runtime.Tests.Hostile.Cases;

/// <summary>Memory by every way that Python's library has.</summary>
internal static class MemoryHogs
{
    internal static IReadOnlyList<HostileCase> All { get; } =
    [
        Hog("a bytearray that grows", "b = bytearray()\nwhile True: b.extend(bytes(1 << 20))"),
        Hog("an array that grows", "import array\na = array.array('d')\nwhile True: a.extend(range(100_000))"),
        Hog("a deque", "import collections\nd = collections.deque()\nwhile True: d.extend(bytes(100_000))"),
        Hog("a set", "s = set()\nwhile True: s.update(range(len(s), len(s) + 100_000))"),
        Hog("joined text", "return len(''.join('x' * 10**6 for _ in range(10**6)))"),
        Hog("repeated text", "return len('x' * 10**10)", "|OverflowError"),
        Hog("padded text", "return len('%*d' % (10**9, 1))"),
        Hog("formatted text", "return len(f'{1:>{10**9}}')"),
        Hog("text in four bytes", "return len('\\U0001f600' * 10**8)"),
        Hog("replaced text", "return len(('a' * 10**6).replace('a', 'b' * 10**4))", "|OverflowError"),
        Hog("translated text", "return len(('a' * 10**6).translate({97: 'b' * 10**4}))"),
        Hog("split text", "return len(('a ' * 10**7).split())"),
        Hog("normalised text", "import unicodedata\nreturn len(unicodedata.normalize('NFKD', '\\ufdfa' * 10**7))"),
        Hog("large numbers", "x = 3\nwhile True: x *= x", "|fuel_exhausted"),
        Hog("a shift", "return (1 << 10**10).bit_length()"),
        Hog("a number of bytes", "return len((1).to_bytes(10**9, 'little'))"),
        Hog("an anonymous mapping", "import mmap\nm = []\nwhile True: m.append(mmap.mmap(-1, 1 << 24)); m[-1].write(b'x' * (1 << 24))"),
        Hog("memory in a file object", "import io\nb = io.BytesIO()\nwhile True: b.write(bytes(1 << 20))"),
        Hog("memory far behind", "import io\nb = io.BytesIO()\nb.seek(2**31 - 100)\nb.write(b'x')"),
        Hog("text in a file object", "import io\nb = io.StringIO()\nwhile True: b.write('x' * (1 << 20))"),
        Hog("a zlib bomb", "import zlib\nd = zlib.compressobj()\nz = b''.join(d.compress(bytes(1 << 20)) for _ in range(300)) + d.flush()\nreturn len(zlib.decompress(z))", "|fuel_exhausted"),
        Hog("a gzip bomb", "import gzip, io\nb = io.BytesIO()\nwith gzip.GzipFile(fileobj=b, mode='w') as f:\n    for _ in range(200): f.write(bytes(1 << 20))\nreturn len(gzip.decompress(b.getvalue()))", "|fuel_exhausted"),
        Hog("a bzip2 bomb", "import bz2\nc = bz2.BZ2Compressor()\nz = b''.join(c.compress(bytes(1 << 20)) for _ in range(100)) + c.flush()\nreturn len(bz2.decompress(z))", "|fuel_exhausted|ModuleNotFoundError"),
        Hog("an xz bomb", "import lzma\nc = lzma.LZMACompressor(preset=0)\nz = b''.join(c.compress(bytes(1 << 20)) for _ in range(100)) + c.flush()\nreturn len(lzma.decompress(z))", "|fuel_exhausted|ModuleNotFoundError"),
        Hog("a zip bomb", "import zipfile, io\nb = io.BytesIO()\nwith zipfile.ZipFile(b, 'w', zipfile.ZIP_DEFLATED) as z:\n    with z.open('x', 'w') as f:\n        for _ in range(150): f.write(bytes(1 << 20))\nreturn len(zipfile.ZipFile(b).read('x'))", "|fuel_exhausted"),
        Hog("a billion laughs", """
            import xml.etree.ElementTree as E
            entities = ''.join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12))
            return len(E.fromstring(f'<!DOCTYPE x [<!ENTITY a0 "{"lol" * 100}">{entities}]><x>&a11;</x>').text)
            """, "|ParseError|fuel_exhausted"),
        Hog("classes", "c = []\nwhile True: c.append(type('C', (), {'__slots__': [f's{i}' for i in range(100)]}))"),
        Hog("frames", "def g():\n    x = bytes(10**5)\n    yield\nf = []\nwhile True:\n    i = g(); next(i); f.append(i)"),
        Hog("interned names", "import sys\nk = []\ni = 0\nwhile True:\n    k.append(sys.intern(str(i) * 100)); i += 1"),
        Hog("itertools", "import itertools\nreturn len(list(itertools.product(range(100), repeat=6)))"),
        Hog("tee", "import itertools\na, b = itertools.tee(itertools.count())\nfor x in a: pass"),
        Hog("a struct", "import struct\nreturn len(struct.pack('2000000000x'))", "|error|MemoryError"),
        Hog("a list that is sorted", "return sorted(range(10**8))[0]"),
        Hog("a memory error that is swallowed", "k = []\nwhile True:\n    try: k.append(bytearray(10**6))\n    except MemoryError: pass", "|fuel_exhausted|timeout"),
    ];

    private static HostileCase Hog(string name, string body, string or = "") =>
        new("memory by " + name, "memory_exceeded" + or, body) { Ram = 64_000_000, Compute = 8_000_000_000 };
}

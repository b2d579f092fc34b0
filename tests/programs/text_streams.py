r"""io: streams of text and bytes, layers, newlines.

expect: {"text": ["line 1\n", 7, "lin", 0, ["line 1\n", "line 2\r\n", "line 3"], "line 1\nline 2\r\nline 3!", 4, "line"], "binary": ["789", "30313233343536373839000078", 50, 3], "newlines": {"None": ["a\n", "b\n", "c\n", "d"], "''": ["a\r\n", "b\r", "c\n", "d"], "'\\n'": ["a\r\n", "b\rc\n", "d"], "'\\r\\n'": ["a\r\n", "b\rc\nd"], "'\\r'": ["a\r", "\nb\r", "c\nd"]}, "written": {"None": "a\nb", "''": "a\nb", "'\\r\\n'": "a\r\nb"}, "raw": ["HELL", "O", "O WORLD, HELLO", ""], "sink": ["a longer text than that", 4], "pair": ["in", 3], "tee": ["twice 1\n", "twice 1\n"], "numbered": ["1/1 \u03b1", "2/2 \u03b2", "1/3 \u03b1", "2/4 \u03b2"], "inplace": "\u0391\n\u0392\n", "typed": ["typed", "more\n"], "detached": ["abc", "ValueError: underlying buffer has been detached"], "errors": ["TypeError", "TypeError: a bytes-like object is required, not 'str'", "TypeError: initial_value must be str or None", "UnsupportedOperation: fileno", "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte", "ValueError: I/O operation on closed file", "TypeError: a bytes-like object is required, not 'str'"], "facts": ["utf-8", true, 1, 2, true, true, true], "big": 108890}
stdout: "written to stdout\nand this\n\u00fcnd das\na\nb\n"
"""

import contextlib
import fileinput
import io
import sys

from capsule import task


class Upper(io.RawIOBase):
    def __init__(self, data): self.data = io.BytesIO(data)
    def readable(self): return True
    def readinto(self, buffer):
        chunk = self.data.read(min(3, len(buffer)))
        buffer[: len(chunk)] = chunk.upper()
        return len(chunk)


class Sink(io.RawIOBase):
    def __init__(self): self.parts = []
    def writable(self): return True
    def write(self, data):
        self.parts.append(bytes(data[:4]))
        return len(self.parts[-1])


class Tee:
    def __init__(self, *streams): self.streams = streams
    def write(self, text): return [stream.write(text) for stream in self.streams][0]
    def flush(self): pass


def attempt(action):
    try:
        return repr(action())
    except Exception as error:
        return f"{type(error).__name__}: {error}"


@task(name="main", compute="LOW", ram="64MB")
def main():
    text = io.StringIO("line 1\nline 2\r\nline 3")
    first = [text.readline(), text.tell(), text.read(3), text.seek(0), text.readlines()]
    text.seek(0, 2)
    text.write("!")
    binary = io.BytesIO(b"0123456789")
    binary.seek(-3, 2)
    tail = binary.read()
    binary.seek(12)
    binary.write(b"x")
    newlines = {repr(mode): io.TextIOWrapper(io.BytesIO(b"a\r\nb\rc\nd"), newline=mode).readlines() for mode in (None, "", "\n", "\r\n", "\r")}
    written = {}
    for mode in (None, "", "\r\n"):
        raw = io.BytesIO()
        wrapper = io.TextIOWrapper(raw, "utf-8", newline=mode)
        wrapper.write("a\nb")
        wrapper.flush()
        written[repr(mode)] = raw.getvalue().decode()
    buffered = io.BufferedReader(Upper(b"hello world, hello"), 8)
    sink = Sink()
    writer = io.BufferedWriter(sink, 5)
    writer.write(b"a longer text than that")
    writer.flush()
    pair = io.BufferedRWPair(io.BytesIO(b"in"), io.BytesIO())
    one, two = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(Tee(one, two)):
        print("twice", 1)
    with open("/tmp/input.txt", "w", encoding="utf-8") as file:
        print("α", "β", sep="\n", file=file)
    with fileinput.input(["/tmp/input.txt", "/tmp/input.txt"], encoding="utf-8") as lines:
        numbered = [f"{lines.filelineno()}/{lines.lineno()} {line.strip()}" for line in lines]
    with fileinput.input("/tmp/input.txt", inplace=True, encoding="utf-8") as lines:
        for line in lines:
            print(line.upper(), end="")
    old = sys.stdin
    sys.stdin = io.StringIO("typed\nmore\n")
    try:
        typed = [input(), sys.stdin.readline()]
    finally:
        sys.stdin = old
    print("written to stdout", flush=True)
    sys.stdout.write("and this\n")
    sys.stdout.flush()
    sys.stdout.buffer.write("ünd das\n".encode())
    sys.stdout.writelines(["a\n", "b\n"])
    detached = io.TextIOWrapper(io.BytesIO(b"abc"))
    return {
        "text": first + [text.getvalue(), text.truncate(4), text.getvalue()],
        "binary": [tail.decode(), binary.getvalue().hex(), binary.getbuffer()[2], binary.truncate(3)],
        "newlines": newlines,
        "written": written,
        "raw": [buffered.read(4).decode(), buffered.peek()[:1].decode(), buffered.readline().decode(), buffered.read().decode()],
        "sink": [b"".join(sink.parts).decode(), max(map(len, sink.parts))],
        "pair": [pair.read().decode(), pair.write(b"out")],
        "tee": [one.getvalue(), two.getvalue()],
        "numbered": numbered,
        "inplace": open("/tmp/input.txt", encoding="utf-8").read(),
        "typed": typed,
        "detached": [detached.detach().read().decode(), attempt(detached.read)],
        "errors": [attempt(lambda: io.StringIO("x").read("y")).split(":")[0], attempt(lambda: io.BytesIO("text")), attempt(lambda: io.StringIO(b"x")).split(",")[0], attempt(lambda: io.StringIO().fileno()), attempt(lambda: io.TextIOWrapper(io.BytesIO(b"\xff"), "utf-8").read()), attempt(lambda: closed().read()), attempt(lambda: sys.stdout.buffer.write("x"))],
        "facts": [sys.stdout.encoding, sys.stdout.errors in ("strict", "surrogateescape"), sys.stdout.fileno(), sys.stderr.fileno(), sys.stdout.writable(), io.DEFAULT_BUFFER_SIZE >= 8192, io.text_encoding(None) is not None],
        "big": big(),
    }


def closed():
    stream = io.StringIO()
    stream.close()
    return stream


def big():
    stream = io.StringIO()
    for number in range(20_000):
        stream.write(f"{number},")
    return len(stream.getvalue())

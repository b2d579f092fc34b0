r"""array, memoryview, bytes and bytearray.

expect: {"array": [[9, 3, 2, -5, 7, 8], "i", 4, 4, 1, 8, [7, -5, 2, 3, 9], true, "array('u', '\u00e9\u6f22')", 16], "array_bytes": [[256, 1], "abc", [1, 2], [1099511627776], true], "array_errors": ["OverflowError: signed char is greater than maximum", "TypeError", "ValueError: bad typecode", "OverflowError: unsigned short is less than minimum", "IndexError: array index out of range"], "array_file": [1.5, 2.5], "view": [99, "ab", 24, false, "B", [0, 8, 16], "1617", "000102", "ValueError: memoryview assignment: lvalue and rvalue have different structures"], "grid": [[4, 6], 15, 2, [6, 7, 8, 9, 10, 11], [6, 1], true], "shorts": [[1, -1, 2], 2, 255, -1, true], "readonly": ["TypeError: cannot modify read-only memory", "TypeError: memoryview: a bytes-like object is required, not 'int'", "TypeError: memoryview: length is not a multiple of itemsize", true], "buffer": ["JAello worl", "BufferError: Existing exports of data: object cannot be re-sized", "000000", true, 108, 7, "0102"], "bytes": [["VGhl", "cXVpY2s=", "YnJvd24=", "Zm94"], "quick  brown\tfox", "The slow  brown\tfox", "THE QUICK  BROWN\tFOX", "\tfox", true, 2, "quick", 84, [0, 255], "x", "1a,b2", "xy", "NXx4fGZmfHl8J1x4ZmMn", "The quick  brown  fox", "**abc", "-005", "61-62", "aB", "x", ["YQo=", "Yg0K"], "b'it\\'s \"q\" \\x80\\n'", true, true, true], "convert": ["000000", "0102", "ValueError: bytes must be in range(0, 256)", "ValueError: negative count", "TypeError: can't concat str to bytes", "c3a9", "x", "IndexError: index out of range", 256, "bc", "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xe9 in position 0: unexpected end of data"], "readinto": [3, "0061626300"]}
"""

import array
import io

from capsule import task


def attempt(action):
    try:
        return repr(action())
    except Exception as error:
        return f"{type(error).__name__}: {error}"


@task(name="main", compute="LOW", ram="64MB")
def main():
    numbers = array.array("i", [3, 1, 2])
    numbers.append(-5)
    numbers.extend([7, 8])
    numbers.insert(0, 9)
    numbers.remove(1)
    swapped = array.array("H", [1, 256])
    swapped.byteswap()
    view = memoryview(bytearray(range(24)))
    grid = memoryview(bytes(range(24))).cast("B", shape=[4, 6])
    shorts = memoryview(array.array("h", [1, -1, 2]))
    window = view[4:12]
    window[0] = 99
    window[1:3] = b"ab"
    buffer = bytearray(b"hello")
    locked = memoryview(buffer)
    export = attempt(lambda: buffer.append(1))
    locked.release()
    buffer += b" world"
    buffer[0:1] = b"J"
    del buffer[-1]
    buffer.insert(1, 65)
    text = b"The quick  brown\tfox"
    return {
        "array": [numbers.tolist(), numbers.typecode, numbers.itemsize, numbers.index(7), numbers.count(8), numbers.pop(), numbers[::-1].tolist(), array.array("d", [1.5]) == array.array("f", [1.5]), repr(array.array("u", "é漢")), sum(numbers)],
        "array_bytes": [swapped.tolist(), array.array("B", b"abc").tobytes().decode(), array.array("i", array.array("i", [1, 2]).tobytes()).tolist(), array.array("q", [2**40]).tolist(), array.array("L").itemsize in (4, 8)],
        "array_errors": [attempt(lambda: array.array("b", [200])), attempt(lambda: array.array("i", [1.5])).split(":")[0], attempt(lambda: array.array("z")).split(" (")[0], attempt(lambda: array.array("H", [-1])), attempt(lambda: numbers[99])],
        "array_file": array_file(),
        "view": [view[4], bytes(view[5:7]).decode(), view.nbytes, view.readonly, view.format, list(view[::8]), bytes(view[-2:]).hex(), view.tobytes()[:3].hex(), attempt(lambda: view.__setitem__(slice(0, 2), b"abc"))],
        "grid": [grid.shape, grid[2, 3], grid.ndim, grid.tolist()[1], grid.strides, grid.contiguous],
        "shorts": [shorts.tolist(), shorts.itemsize, shorts.cast("B")[2], shorts[1], shorts == array.array("i", [1, -1, 2])],
        "readonly": [attempt(lambda: memoryview(b"x").__setitem__(0, 1)), attempt(lambda: memoryview(1)), attempt(lambda: memoryview(b"abc").cast("H")), hash(memoryview(b"x")) == hash(b"x")],
        "buffer": [buffer.decode(), export, bytearray(3).hex(), bytearray(b"ab") * 2 == b"abab", buffer.pop(), buffer.find(b"w"), bytearray([1, 2]).hex()],
        "bytes": [text.split(), text.split(b" ", 1)[1].decode(), text.replace(b"quick", b"slow").decode(), text.upper().decode(), text.partition(b"brown")[2].decode(), text.startswith((b"a", b"The")), text.count(b"o"), text[4:9].decode(), text[0], list(b"\x00\xff"), b" x ".strip().decode(), b"a,b".join([b"1", b"2"]).decode(), b"abc".translate(bytes.maketrans(b"ab", b"xy"), b"c").decode(), b"%d|%s|%x|%b|%a" % (5, b"x", 255, b"y", "ü"), text.expandtabs(2).decode(), b"abc".rjust(5, b"*").decode(), b"-5".zfill(4).decode(), b"ab".hex("-"), b"Ab".swapcase().decode(), b"prefix-x".removeprefix(b"prefix-").decode(), b"a\nb\r\n".splitlines(True), repr(b"it's \"q\" \x80\n"), b"ab" < b"b", b"b" in b"abc", 98 in b"abc"],
        "convert": [bytes(3).hex(), bytes([1, 2]).hex(), attempt(lambda: bytes([256])), attempt(lambda: bytes(-1)), attempt(lambda: b"a" + "b"), bytes("é", "utf-8").hex(), str(b"x", "ascii"), attempt(lambda: b"abc"[5]), int.from_bytes(b"\x01\x00"), bytes(memoryview(b"abc")[1:]).decode(), attempt(lambda: b"\xe9".decode())],
        "readinto": readinto(),
    }


def array_file():
    with open("/tmp/array.bin", "wb") as file:
        array.array("d", [1.5, 2.5]).tofile(file)
    again = array.array("d")
    with open("/tmp/array.bin", "rb") as file:
        again.fromfile(file, 2)
    return again.tolist()


def readinto():
    target = bytearray(5)
    count = io.BytesIO(b"abc").readinto(memoryview(target)[1:])
    return [count, target.hex()]

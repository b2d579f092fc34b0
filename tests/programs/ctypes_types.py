r"""The types of ctypes describe memory; nothing foreign is called.

expect: {"sizes": [1, 2, 4, 8], "fields": [7, 1.5], "array": [1, 2, 3], "moved": [1, 2, 3], "set": 16843009, "texts": ["abc", "ab", "h\u00e9j"], "cast": 3, "union": 513, "big": [1, 2], "endian": "00000001", "pointer": 9, "library": ["OSError", "OSError", "AttributeError", "OSError"]}
"""

import ctypes
import ctypes.util


class Point(ctypes.Structure):
    _fields_ = [("x", ctypes.c_int), ("y", ctypes.c_double), ("callback", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int))]


class Number(ctypes.Union):
    _fields_ = [("word", ctypes.c_uint16), ("bytes", ctypes.c_ubyte * 2)]


class Big(ctypes.BigEndianStructure):
    _fields_ = [("value", ctypes.c_uint32)]


def kind_of(action):
    try:
        action()
    except Exception as error:
        return type(error).__name__
    return None


def main():
    numbers, copy = (ctypes.c_int * 3)(1, 2, 3), (ctypes.c_int * 3)()
    ctypes.memmove(copy, numbers, ctypes.sizeof(numbers))
    moved = list(copy)
    ctypes.memset(copy, 1, 4)
    number = Number()
    number.bytes[:] = [1, 2]
    value = ctypes.c_int(9)
    return {
        "sizes": [ctypes.sizeof(kind) for kind in (ctypes.c_byte, ctypes.c_short, ctypes.c_int, ctypes.c_longlong)],
        "fields": [Point(7, 1.5).x, Point(7, 1.5).y],
        "array": list(numbers),
        "moved": moved,
        "set": copy[0],
        "texts": [
            ctypes.string_at(ctypes.create_string_buffer(b"abc")).decode(),
            ctypes.string_at(b"abc", 2).decode(),
            ctypes.wstring_at(ctypes.create_unicode_buffer("h\u00e9j")),
        ],
        "cast": ctypes.cast(numbers, ctypes.POINTER(ctypes.c_int))[2],
        "union": number.word,
        "big": [number.bytes[0], number.bytes[1]],
        "endian": bytes(Big(1)).hex(),
        "pointer": ctypes.pointer(value).contents.value,
        "library": [
            kind_of(lambda: ctypes.CDLL("no-such-library.so")),
            kind_of(lambda: ctypes.cdll.LoadLibrary("no-such-library.so")),
            kind_of(lambda: ctypes.CDLL(None).no_such_function),
            kind_of(lambda: ctypes.CDLL(ctypes.util.find_library("no-such-library") or "no-such-library.so")),
        ],
    }

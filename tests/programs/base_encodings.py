r"""base64 and friends, struct, uuid.

expect: {"encoded": {"b64": ["AAcOFRwjKjE4P0ZNVFtiaXB3foWMk5qhqK+2vcTL0tng5+71/AD//g==", true, "", "Zg==", "Zm8="], "url": ["AAcOFRwjKjE4P0ZNVFtiaXB3foWMk5qhqK-2vcTL0tng5-71_AD__g==", true, "", "Zg==", "Zm8="], "b32": ["AADQ4FI4EMVDCOB7IZGVIW3CNFYHO7UFRSJZVINIV63L3RGL2LM6BZ7O6X6AB776", true, "", "MY======", "MZXQ===="], "b32hex": ["003GS58S4CL32E1V8P6L8MR2D5O7EVK5HI9PL8D8LURBRH6BQBCU1PVEUNU01VVU", true, "", "CO======", "CPNG===="], "b16": ["00070E151C232A31383F464D545B626970777E858C939AA1A8AFB6BDC4CBD2D9E0E7EEF5FC00FFFE", true, "", "66", "666F"], "a85": ["!!`uK*$Zpf3'Tl,<*NgGE-HbbN0B^(W3<YC`66T^i90P$quHcr", true, "", "Ac", "Ao@"], "b85": ["00#~g93v_*I6p>BR9j+caCd%%jFXz7sIRuY#LLpz;OFl3`~d&{", true, "", "W&", "W^V"]}, "special": ["zz", "<~BOu!rDZ~>", "-_8=", "foo", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\nAAAA\n", "hello", "hello"], "errors": ["Error: Incorrect padding", "Error: Only base64 data is allowed", "Error: Incorrect padding", "Error: Non-base16 digit found", "TypeError: a bytes-like object is required, not 'str'", "ValueError: non-hexadecimal number found in fromhex() arg at position 1", "Error: Odd-length string", "ValueError: base85 overflow in hunk starting at byte 0"], "binascii": ["01-ab", 907060870, 50018, "eA==", "abc", "dead:beef", "dead"], "quopri": ["=C3=A9 =3D =C3=BC=20\n", "\u00e9 x"], "struct": {"<bBhHiIqQ": ["fffffefffffffdfffffffffffffffcffffffffffffffffffffffffffffff", 30, [-1, 255, -2, 65535, -3, 4294967295, -4, 18446744073709551615]], ">hIq": ["0001000000020000000000000003", 14, [1, 2, 3]], "!fd?c": ["3fc00000c0020000000000000178", 14, [1.5, -2.25, true, "78"]], "<5s3p2x4B": ["6162000000026364000001020304", 14, ["6162000000", "6364", 1, 2, 3, 4]], "=ih": ["010000000200", 6, [1, 2]], "<e": ["5435", 2, [0.3330078125]], ">10s": ["c3a9e6bca20000000000", 10, ["c3a9e6bca20000000000"]]}, "struct_more": [[[1, 2], [3, 4]], [2], 9, 8, 5, "00000007", "0000abcd0000"], "struct_errors": ["error", "error", "error: unpack requires a buffer of 4 bytes", "error: bad char in struct format", "error: required argument is not an integer", "error: pack expected 2 items for packing (got 1)", "OverflowError: float too large to pack with f format"], "uuid": ["886313e1-3b8a-5372-9b90-0c9aee199e5d", "9fe8e8c4-aaa8-32a9-a55c-4535a88b748d", "12345678123456781234567812345678", null, "urn:uuid:00000000-0000-0000-0000-000000000000", 4, true, 100, 1, 36, "ValueError: badly formed hexadecimal UUID string", true, "00000001000200030405000000000006"]}
"""

import base64
import binascii
import quopri
import struct
import uuid

from capsule import task


def attempt(action):
    try:
        return repr(action())
    except Exception as error:
        return f"{type(error).__name__}: {error}"


@task(name="main", compute="LOW", ram="64MB")
def main():
    data = bytes(range(0, 256, 7)) + b"\x00\xff\xfe"
    everything = bytes(range(256))
    encoders = {"b64": (base64.b64encode, base64.b64decode), "url": (base64.urlsafe_b64encode, base64.urlsafe_b64decode), "b32": (base64.b32encode, base64.b32decode), "b32hex": (base64.b32hexencode, base64.b32hexdecode), "b16": (base64.b16encode, base64.b16decode), "a85": (base64.a85encode, base64.a85decode), "b85": (base64.b85encode, base64.b85decode)}
    layouts = {"<bBhHiIqQ": (-1, 255, -2, 65535, -3, 2**32 - 1, -4, 2**64 - 1), ">hIq": (1, 2, 3), "!fd?c": (1.5, -2.25, True, b"x"), "<5s3p2x4B": (b"ab", b"cd", 1, 2, 3, 4), "=ih": (1, 2), "<e": (0.333,), ">10s": ("é漢".encode(),)}
    packed = struct.pack("<IHB", 1, 2, 3)
    return {
        "encoded": {name: [encode(data).decode(), decode(encode(everything)) == everything, encode(b"").decode(), encode(b"f").decode(), encode(b"fo").decode()] for name, (encode, decode) in encoders.items()},
        "special": [base64.a85encode(bytes(8)).decode(), base64.a85encode(b"hello", adobe=True).decode(), base64.b64encode(b"\xfb\xff", altchars=b"-_").decode(), base64.b32decode("mzxw6===", casefold=True).decode(), base64.encodebytes(bytes(60)).decode(), base64.b64decode("aGVs\nbG8=").decode(), base64.b64decode("aGVs*bG8=").decode()],
        "errors": [attempt(lambda: base64.b64decode("abc")), attempt(lambda: base64.b64decode("ab*c", validate=True)), attempt(lambda: base64.b32decode("1")), attempt(lambda: base64.b16decode("zz")), attempt(lambda: base64.b64encode("text")), attempt(lambda: bytes.fromhex("0g")), attempt(lambda: binascii.unhexlify("abc")), attempt(lambda: base64.b85decode("~~~~~"))],
        "binascii": [binascii.hexlify(b"\x01\xab", "-").decode(), binascii.crc32(b"hello"), binascii.crc_hqx(b"hello", 0), binascii.b2a_base64(b"x", newline=False).decode(), binascii.a2b_uu(b"#86)C").decode(), b"\xde\xad\xbe\xef".hex(":", 2), bytes.fromhex(" de ad ").hex()],
        "quopri": [quopri.encodestring("é = ü \n".encode()).decode(), quopri.decodestring(b"=C3=A9=\n x").decode()],
        "struct": {layout: [struct.pack(layout, *values).hex(), struct.calcsize(layout), [value.hex() if isinstance(value, bytes) else value for value in struct.unpack(layout, struct.pack(layout, *values))]] for layout, values in layouts.items()},
        "struct_more": [list(struct.iter_unpack("<HB", b"\x01\x00\x02\x03\x00\x04")), struct.unpack_from("<H", packed, 4), struct.calcsize("<bq"), struct.calcsize("@bi"), struct.calcsize("!bi"), struct.Struct(">I").pack(7).hex(), pack_into()],
        "struct_errors": [attempt(lambda: struct.pack("<B", 256)).split(":")[0], attempt(lambda: struct.pack("<H", -1)).split(":")[0], attempt(lambda: struct.unpack("<I", b"abc")), attempt(lambda: struct.pack("<z", 1)), attempt(lambda: struct.pack("<i", 1.5)), attempt(lambda: struct.pack("<ii", 1)), attempt(lambda: struct.pack("<f", 1e300))],
        "uuid": [str(uuid.uuid5(uuid.NAMESPACE_DNS, "python.org")), str(uuid.uuid3(uuid.NAMESPACE_URL, "http://python.org/")), uuid.UUID("{12345678-1234-5678-1234-567812345678}").hex, uuid.UUID(int=2**127).version, uuid.UUID(bytes=bytes(16)).urn, uuid.uuid4().version, uuid.uuid4().variant == uuid.RFC_4122, len({uuid.uuid4() for _ in range(100)}), uuid.uuid1().version, len(str(uuid.uuid4())), attempt(lambda: uuid.UUID("x")), uuid.UUID(int=1) < uuid.UUID(int=2), uuid.UUID(fields=(1, 2, 3, 4, 5, 6)).hex],
    }


def pack_into():
    buffer = bytearray(6)
    struct.pack_into(">H", buffer, 2, 0xABCD)
    return buffer.hex()

r"""hashlib, hmac and secrets.

expect: {"digests": {"blake2b": ["a8add4bdddfd93e4877d2746e62817b116364a1fa7bc148d95090bc7333b3673f82401cf7aa2e4cb1ecd90296e3f14cb5413f8ed77be73045b13914cdcd6a918", 64, 128, "blake2b"], "blake2s": ["606beeec743ccbeff6cbcdf5d5302aa855c256c29b88c8ed331ea1a6bf3c8812", 32, 64, "blake2s"], "md5": ["9e107d9d372bb6826bd81d3542a419d6", 16, 64, "md5"], "sha1": ["2fd4e1c67a2d28fced849ee1bb76e7391b93eb12", 20, 64, "sha1"], "sha224": ["730e109bd7a8a32b1cb9d9a09aa2325d2430587ddbc0c38bad911525", 28, 64, "sha224"], "sha256": ["d7a8fbb307d7809469ca9abcb0082e4f8d5651e46d3cdb762d02d0bf37c9e592", 32, 64, "sha256"], "sha384": ["ca737f1014a48f4c0b6dd43cb177b0afd9e5169367544c494011e3317dbf9a509cb1e5dc1e85a941bbee3d7f2afbc9b1", 48, 128, "sha384"], "sha3_224": ["d15dadceaa4d5d7bb3b48f446421d542e08ad8887305e28d58335795", 28, 144, "sha3_224"], "sha3_256": ["69070dda01975c8c120c3aada1b282394e7f032fa9cf32f4cb2259a0897dfc04", 32, 136, "sha3_256"], "sha3_384": ["7063465e08a93bce31cd89d2e3ca8f602498696e253592ed26f07bf7e703cf328581e1471a7ba7ab119b1a9ebdf8be41", 48, 104, "sha3_384"], "sha3_512": ["01dedd5de4ef14642445ba5f5b97c15e47b9ad931326e4b0727cd94cefc44fff23f07bf543139939b49128caf436dc1bdee54fcb24023a08d9403f9b4bf0d450", 64, 72, "sha3_512"], "sha512": ["07e547d9586f6a73f73fbac0435ed76951218fb7d0c8d788a309d785436bbb642e93a252a954f23912547d1e8a3b5ed6e1bfd7097821233fa0538f3db854fee6", 64, 128, "sha512"], "shake_128": ["f4202e3c5852f9182a0430fd8144f0a74b95e741", 0, 168, "shake_128"], "shake_256": ["2f671343d9b2e1604dc9dcf0753e5fe15c7c64a0", 0, 136, "shake_256"]}, "empty": ["d41d8cd98f00b204e9800998ecf8427e", "da39a3ee5e6b4b0d3255bfef95601890afd80709", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"], "parts": [true, "ef537f25c895bfa782526529a9b63d97aa631564d5d789c2b765448c8635fb6c"], "big": "f6eb0de729292357ce2b09ded45c9e95caf3ee7d0dc6c85d23fd135b8386e41bfc921a34136266131724bc841cfaa635c494ba2ad38af4aabae00b9663b305c7", "hmac": {"md5": "80070713463e7749b90c2dc24911e275", "sha1": "de7c9b85b8b78aa6bc8a7a36f70a90701c9db4d9", "sha256": "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8", "sha512": "b42af09057bac1e2d41708e48a902e09b5ff7f12ab428a4fe86653c73dd248fb82f948a549f7b791a5b41915ee4d1ec3935357e4e2317250d0372afa2ebeeb3a", "sha3_256": "8c6e0683409427f8931711b10ca92a506eb1fafa48fadd66d76126f47ac2c333", "blake2s": "f93215bb90d4af4c3061cd932fb169fb8bb8a91d0b4022baea1271e1323cd9a0"}, "hmac_more": [true, true, false, "386081d3a1ad30125daa8d66db6df4ea73d39212c64794e2d02abe994806017c"], "blake": ["e10e3eb8db44803ce82a7f3c6792f6a8", "6d9a2e82d997b7bab0efe430f1816ff05165133e2f526bed32310ed689b1527c"], "shake": "46b9dd2b0ba88d13233b3feb743eeb243fcd52ea62b81b82b50c27646ed5762fd75dc4ddd8c0f200", "flag": "d41d8cd98f00b204e9800998ecf8427e", "from_file": ["3014d44b1c7c1ec9f8702339cc5eddcff5a6b1fda9ee52c00fb6d95fbf4a3e11", "9dd4e461268c8034f5c8564e155c67a6"], "secrets": [10, 16, 22, 100, true, 7, true, true], "errors": ["ValueError", "TypeError", "ValueError", "TypeError"]}
"""

import hashlib
import hmac
import io
import secrets

from capsule import task


@task(name="main", compute="HIGH")
def main():
    data = b"The quick brown fox jumps over the lazy dog"
    digests = {}
    for name in sorted(hashlib.algorithms_guaranteed):
        digest = hashlib.new(name, data)
        digests[name] = [digest.hexdigest(20) if name.startswith("shake") else digest.hexdigest(), digest.digest_size, digest.block_size, getattr(hashlib, name)(data).name]
    parts = hashlib.sha256()
    for byte in data:
        parts.update(bytes([byte]))
    copy = parts.copy()
    copy.update(b".")
    big = hashlib.sha512()
    for _ in range(200):
        big.update(bytes(range(256)) * 40)
    tokens = {secrets.token_hex(16) for _ in range(100)}
    errors = []
    for action in (lambda: hashlib.new("nosuch"), lambda: hashlib.sha256("text"), lambda: hashlib.blake2b(digest_size=65), lambda: hmac.new(b"k", b"m")):
        try:
            errors.append(repr(action()))
        except Exception as error:
            errors.append(type(error).__name__)
    with open("/tmp/hashed", "wb") as file:
        file.write(data * 1000)
    with open("/tmp/hashed", "rb") as file:
        from_file = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "digests": digests,
        "empty": [hashlib.md5().hexdigest(), hashlib.sha1(b"").hexdigest(), hashlib.sha256().hexdigest()],
        "parts": [parts.hexdigest() == hashlib.sha256(data).hexdigest(), copy.hexdigest()],
        "big": big.hexdigest(),
        "hmac": {name: hmac.new(b"key", data, name).hexdigest() for name in ("md5", "sha1", "sha256", "sha512", "sha3_256", "blake2s")},
        "hmac_more": [hmac.digest(b"key", data, "sha256").hex() == hmac.new(b"key", data, "sha256").hexdigest(), hmac.compare_digest(b"a", b"a"), hmac.compare_digest("a", "b"), hmac.new(b"k" * 200, b"m", "sha256").hexdigest()],
        "blake": [hashlib.blake2b(data, digest_size=16, key=b"k", salt=b"s", person=b"p").hexdigest(), hashlib.blake2s(data, fanout=2, depth=2, leaf_size=64, node_offset=1, node_depth=1, inner_size=32, last_node=True).hexdigest()],
        "shake": hashlib.shake_256(b"").hexdigest(40),
        "flag": hashlib.md5(b"", usedforsecurity=False).hexdigest(),
        "from_file": [from_file, hashlib.file_digest(io.BytesIO(b"x"), hashlib.md5).hexdigest()],
        "secrets": [len(secrets.token_bytes(10)), len(secrets.token_hex(8)), len(secrets.token_urlsafe(16)), len(tokens), 0 <= secrets.randbelow(5) < 5, secrets.choice([7]), secrets.compare_digest("x", "x"), 0 <= secrets.randbits(4) < 16],
        "errors": errors,
    }


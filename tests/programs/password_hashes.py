r"""Key derivation: how programs store passwords.

expect: {"verified": [true, false], "sha1": ["0c60c80f961f0e71f3a9b524af6012062fe037a6", "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957", "56fa6aa75548099dcc37d7f03425e0c3"], "sha256": "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783", "sha512": "ded5fd36ace28019108070acb5acc9db892eb04230f71ecda77c0dbf97e38a8dd7cd384c0b3a5a903fa8137516563d12c6666db019ef7781ef996b4fcd6b62ca"}
"""

import hashlib
import hmac
import os

from capsule import task


def store(password, iterations=1000):
    salt = os.urandom(16)
    return f"pbkdf2_sha256${iterations}${salt.hex()}${hashlib.pbkdf2_hmac('sha256', password.encode(), salt, iterations).hex()}"


def verify(password, stored):
    _, iterations, salt, digest = stored.split("$")
    return hmac.compare_digest(hashlib.pbkdf2_hmac("sha256", password.encode(), bytes.fromhex(salt), int(iterations)).hex(), digest)


@task(name="main", compute="HIGH")
def main():
    stored = store("s3cret ü")
    return {
        "verified": [verify("s3cret ü", stored), verify("wrong", stored)],
        # RFC 6070 and RFC 7914
        "sha1": [hashlib.pbkdf2_hmac("sha1", b"password", b"salt", 1).hex(), hashlib.pbkdf2_hmac("sha1", b"password", b"salt", 2).hex(), hashlib.pbkdf2_hmac("sha1", b"pass\0word", b"sa\0lt", 4096, 16).hex()],
        "sha256": hashlib.pbkdf2_hmac("sha256", b"passwd", b"salt", 1, 64).hex(),
        "sha512": hashlib.pbkdf2_hmac("sha512", b"password", b"salt", 10).hex(),
    }

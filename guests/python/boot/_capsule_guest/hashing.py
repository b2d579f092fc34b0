"""Key derivation, which CPython has from OpenSSL alone; there is no OpenSSL in a sandbox."""

import _hmac
import hashlib
import operator

_MOST = 2**31 - 1  # INT_MAX


def pbkdf2_hmac(hash_name, password, salt, iterations, dklen=None):
    """Password based key derivation function 2 (PKCS #5 v2.0) with HMAC as pseudorandom function."""
    if not isinstance(hash_name, str):
        raise TypeError(f"pbkdf2_hmac() argument 'hash_name' must be str, not {type(hash_name).__name__}")
    with memoryview(password) as key, memoryview(salt) as seasoning:
        keyed = _hmac.new(key.tobytes(), digestmod=_name_of(hash_name))
        iterations = _checked(iterations, "iteration value")
        length = _checked(keyed.digest_size if dklen is None else dklen, "key length")
        salted = keyed.copy()
        salted.update(seasoning)
    blocks = range(1, -(-length // keyed.digest_size) + 1)
    return b"".join([_block(keyed, salted, number, iterations) for number in blocks])[:length]


def _block(keyed, salted, number, iterations):
    """F of RFC 8018, section 5.2. Copying the keyed state saves half of the hashing."""
    first = salted.copy()
    first.update(number.to_bytes(4))
    last = first.digest()
    mixed = int.from_bytes(last)
    for _ in range(iterations - 1):
        step = keyed.copy()
        step.update(last)
        last = step.digest()
        mixed ^= int.from_bytes(last)
    return mixed.to_bytes(keyed.digest_size)


def _name_of(name):
    """The name as HMAC knows it; hashes that cannot be asked for their size are no use here, as with OpenSSL."""
    try:
        found = hashlib.new(name)
    except ValueError:
        found = None
    if found is None or not found.digest_size:
        raise ValueError(f"unsupported hash type {name}")
    return found.name


def _checked(number, what):
    number = operator.index(number)
    if number < 1:
        raise ValueError(f"{what} must be greater than 0.")
    if number > _MOST:
        raise OverflowError(f"{what} is too great.")
    return number


def install():
    pbkdf2_hmac.__module__ = "hashlib"
    hashlib.pbkdf2_hmac = pbkdf2_hmac
    hashlib.__all__ += ("pbkdf2_hmac",)

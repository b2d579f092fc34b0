"""Turns a task's result into JSON, or says which part of it cannot be."""

import base64
import json
from collections.abc import Mapping
from dataclasses import fields as _fields
from datetime import date as _date, datetime as _datetime, time as _time, timedelta as _timedelta
from decimal import Decimal as _Decimal
from enum import Enum as _Enum
from fractions import Fraction as _Fraction
from math import isfinite as _isfinite
from pathlib import PurePath as _PurePath
from uuid import UUID as _UUID

from _capsule_guest import keys

#: A result may be this long, in bytes of JSON.
LIMIT = 64 << 20


class InvalidResult(Exception):
    """A result that JSON cannot hold; the message names the place."""


def encode(value, root="result"):
    """The JSON of a value, as bytes. ``root`` is what messages call it."""
    try:
        json_text = _encoder.encode(value)
        text = json_text.encode()
    except (TypeError, ValueError, RecursionError, UnicodeEncodeError) as error:
        problem = _find_problem(value, root, [])
        raise InvalidResult(problem or f"{root}: {error}") from None
    if len(text) > LIMIT:
        raise InvalidResult(f"{root}: its JSON has {len(text):,} bytes, and {LIMIT:,} are allowed")
    collision = keys.find_collision(value, json_text, root, _convert)
    if collision:
        raise InvalidResult(collision)
    return text


def plain(value):
    """The JSON of a value that is JSON already, as text.

    Raises ``TypeError`` or ``ValueError`` for any other one.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    collision = keys.find_collision(value, text, "value", _convert)
    if collision:
        raise ValueError(collision)
    return text


def _convert(value):
    """What the JSON encoder does not know itself. docs/reference/envelope.md lists these rules."""
    if hasattr(type(value), "__dataclass_fields__"):
        return {field.name: getattr(value, field.name) for field in _fields(value)}
    if isinstance(value, (_datetime, _date, _time)):
        return value.isoformat()
    if isinstance(value, _timedelta):
        return value.total_seconds()
    if isinstance(value, (_Decimal, _Fraction, _UUID, _PurePath)):
        return str(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, (set, frozenset)):
        return _sorted(value)
    if isinstance(value, _Enum):
        return value.value
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, range):
        return list(value)
    dump = getattr(value, "model_dump", None)  # pydantic
    if callable(dump) and not isinstance(value, type):
        return dump(mode="json")
    raise TypeError(type(value).__name__)


def _sorted(values):
    try:
        return sorted(values)
    except TypeError:
        return sorted(values, key=lambda value: (type(value).__name__, repr(value)))


_encoder = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, check_circular=True, separators=(",", ":"), default=_convert
)


def _find_problem(value, path, above):
    """Walks a value as the encoder does, and describes the first part that stops it."""
    if value is None or isinstance(value, (bool, int)):
        return None if not isinstance(value, int) or value.bit_length() < 14_000 else f"{path}: an integer of {value.bit_length():,} bits"
    if isinstance(value, float):
        return None if _isfinite(value) else f"{path}: {value} is no JSON number"
    if isinstance(value, str):
        return _string_problem(value, path)
    if any(value is outer for outer in above):
        return f"{path}: the value contains itself"
    if len(above) > 500:
        return f"{path}: nested deeper than 500 levels"
    if isinstance(value, dict):
        parts = ((_key_problem(key, path), f"{path}[{key!r}]", item) for key, item in value.items())
    elif isinstance(value, (list, tuple)):
        parts = ((None, f"{path}[{index}]", item) for index, item in enumerate(value))
    else:
        try:
            return _find_problem(_convert(value), path, [*above, value])
        except TypeError:
            return f"{path}: a value of type {type(value).__name__!r}, which JSON cannot hold"
    for key_problem, place, item in parts:
        problem = key_problem or _find_problem(item, place, [*above, value])
        if problem:
            return problem
    return None


def _string_problem(text, path):
    try:
        text.encode()
    except UnicodeEncodeError:
        return f"{path}: a string with half of a surrogate pair, which is no valid Unicode"
    return None


def _key_problem(key, path):
    if isinstance(key, str):
        return _string_problem(key, f"a key of {path}")
    if key is None or isinstance(key, (bool, int)):
        return None
    if isinstance(key, float) and _isfinite(key):
        return None
    return f"{path}: the key {key!r} is a {type(key).__name__}, and JSON keys are strings"

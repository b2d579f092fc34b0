"""Turns results, which come as JSON, into the types that the program declares.

The forms are those of docs/reference/envelope.md, read backwards. What comes from a sandbox is anything that its code likes: what
does not fit is an error that names the place, and nothing of it is run.
"""

from __future__ import annotations

import base64
import dataclasses
import datetime
import decimal
import enum
import fractions
import os
import pathlib
import types
import typing
import uuid
from collections import abc
from typing import Any, cast

_PLACE_SHOWN = 200
_VALUE_SHOWN = 80

_SEQUENCES: dict[Any, Any] = {list: list, set: set, frozenset: frozenset, abc.Sequence: list, abc.Iterable: list, abc.Collection: list,
                              abc.Set: frozenset, abc.MutableSequence: list}
_MAPPINGS = (dict, abc.Mapping, abc.MutableMapping)
#: Types whose constructor reads the text that stands for them.
_FROM_TEXT: dict[Any, Any] = {
    datetime.datetime: datetime.datetime.fromisoformat, datetime.date: datetime.date.fromisoformat,
    datetime.time: datetime.time.fromisoformat, decimal.Decimal: decimal.Decimal, fractions.Fraction: fractions.Fraction,
    uuid.UUID: uuid.UUID, pathlib.Path: pathlib.Path, pathlib.PurePath: pathlib.PurePath,
    bytes: lambda text: base64.b64decode(text, validate=True), os.PathLike: pathlib.Path,
}


class Mismatch(Exception):
    """A value is not of its type; the message names the place."""


def convert(value: Any, kind: Any, place: str = "result") -> Any:
    """The value as the type that is asked for.

    Raises ``Mismatch`` where it is something else, and ``TypeError`` where the type is none that JSON can be read as.
    """
    try:
        return _convert(value, kind, place)
    except RecursionError:
        raise Mismatch(f"{place}: nested too deeply") from None


def _convert(value: Any, kind: Any, place: str) -> Any:
    if kind is Any or kind is object:
        return value
    if kind is None or kind is type(None):
        return _require(value, value is None, "None", place)
    if kind is float:
        return float(_require(value, _is_number(value), "a number", place))
    if kind in (bool, int, str):
        return _require(value, type(value) is kind, f"'{kind.__name__}'", place)
    if kind in _FROM_TEXT:
        return _read(_require(value, isinstance(value, str), f"'{kind.__name__}' as text", place), _FROM_TEXT[kind], kind, place)
    if kind is datetime.timedelta:
        return _read(_require(value, _is_number(value), "a number of seconds", place), lambda seconds: datetime.timedelta(seconds=seconds), kind, place)
    if isinstance(kind, (typing.NewType, typing.TypeVar)):
        return _convert(value, getattr(kind, "__supertype__", Any), place)
    alias = getattr(kind, "__value__", None)  # type X = …
    if alias is not None and typing.get_origin(kind) is None and not isinstance(kind, type):
        return _convert(value, alias, place)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is None:
        return _convert_class(value, kind, place, {})
    if origin in (typing.Annotated, typing.Required, typing.NotRequired) if hasattr(typing, "Required") else origin is typing.Annotated:
        return _convert(value, arguments[0], place)
    if origin is typing.Literal:
        return _require(value, any(type(value) is type(one) and value == one for one in arguments), f"one of {arguments!r}", place)
    if origin in (typing.Union, types.UnionType):
        return _convert_union(value, arguments, kind, place)
    if origin is tuple:
        return _convert_tuple(value, arguments, place)
    if origin in _SEQUENCES:
        items = _require(value, isinstance(value, list), "a list", place)
        return _build(_SEQUENCES[origin], [_convert(item, arguments[0], f"{place}[{index}]") for index, item in enumerate(items)], place)
    if origin in _MAPPINGS:
        members = _require(value, isinstance(value, dict), "a dict", place)
        return {_key(name, arguments[0], place): _convert(item, arguments[1], f"{place}[{name!r}]") for name, item in members.items()}
    return _convert_class(value, origin, place, dict(zip(getattr(origin, "__parameters__", ()), arguments)))


def _convert_class(value: Any, kind: Any, place: str, variables: dict[Any, Any]) -> Any:
    if kind in _SEQUENCES:
        return _build(_SEQUENCES[kind], _require(value, isinstance(value, list), "a list", place), place)
    if kind is tuple:
        return tuple(cast("list[Any]", _require(value, isinstance(value, list), "a list", place)))
    if kind in _MAPPINGS:
        return _require(value, isinstance(value, dict), "a dict", place)
    if not isinstance(kind, type):
        raise TypeError(f"{kind!r} is no type that a result can be read as")
    validate = getattr(kind, "model_validate", None)  # pydantic
    if callable(validate):
        return _read(value, validate, kind, place)
    if issubclass(kind, enum.Enum):
        return _read(value, kind, kind, place)
    if dataclasses.is_dataclass(kind):
        return _convert_dataclass(value, kind, place, variables)
    if typing.is_typeddict(kind):
        return _convert_members(value, kind, getattr(kind, "__required_keys__"), place, variables)
    if issubclass(kind, tuple) and hasattr(kind, "_fields"):
        return _convert_named_tuple(value, kind, place)
    raise TypeError(f"{kind!r} is no type that a result can be read as")


def _convert_union(value: Any, kinds: tuple[Any, ...], union: Any, place: str) -> Any:
    # A value that is of one of the types as it stands must not become another: 1 of 'float | int' stays an int.
    for one in kinds:
        if one in (type(None), bool, int, float, str) and type(value) is one:
            return value
    problems: list[str] = []
    for one in kinds:
        try:
            return _convert(value, one, place)
        except Mismatch as error:
            problems.append(str(error))
    inner = [problem for problem in problems if not problem.startswith(place + ":")]
    raise Mismatch(inner[0] if len(inner) == 1 else f"{place}: expected {union}, not {_show(value)}")


def _convert_tuple(value: Any, kinds: tuple[Any, ...], place: str) -> Any:
    items = _require(value, isinstance(value, list), "a list", place)
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        kinds = (kinds[0],) * len(items)
    _require(value, len(items) == len(kinds), f"{len(kinds)} items", place)
    return tuple(_convert(item, kind, f"{place}[{index}]") for index, (item, kind) in enumerate(zip(items, kinds)))


def _convert_dataclass(value: Any, kind: Any, place: str, variables: dict[Any, Any]) -> Any:
    fields = [field for field in dataclasses.fields(kind) if field.init]
    missing = dataclasses.MISSING
    required = {field.name for field in fields if field.default is missing and field.default_factory is missing}
    members = _convert_members(value, kind, required, place, variables)
    return _read({field.name: members[field.name] for field in fields if field.name in members}, lambda given: kind(**given), kind, place)


def _convert_named_tuple(value: Any, kind: Any, place: str) -> Any:
    hints = typing.get_type_hints(kind)
    return kind(*_convert_tuple(value, tuple(hints.get(name, Any) for name in kind._fields), place))


def _convert_members(value: Any, kind: Any, required: abc.Collection[str], place: str, variables: dict[Any, Any]) -> dict[str, Any]:
    """The members that the class has; others are ignored, as those of a later version would be."""
    members = _require(value, isinstance(value, dict), f"a dict with the members of {kind.__name__}", place)
    hints = typing.get_type_hints(kind)
    for name in sorted(required):
        if name not in members:
            raise Mismatch(f"{place}: '{name}' of {kind.__name__} is missing")
    return {name: _convert(members[name], _filled_in(hint, variables), f"{place}.{name}") for name, hint in hints.items() if name in members}


def _filled_in(hint: Any, variables: dict[Any, Any]) -> Any:
    """The type of a member of a generic class, such as ``list[int]`` for the ``list[T]`` of a ``Box[int]``."""
    if not variables:
        return hint
    if hint in variables:
        return variables[hint]
    used = getattr(hint, "__parameters__", ())
    return hint[tuple(variables.get(variable, variable) for variable in used)] if used and not isinstance(hint, type) else hint


def _key(name: str, kind: Any, place: str) -> Any:
    """The key of a dict: JSON has texts only."""
    if kind in (int, float):
        return _read(name, kind, kind, f"a key of {place}")
    return _convert(name, kind, f"a key of {place}")


def _read(value: Any, read: Any, kind: Any, place: str) -> Any:
    try:
        return read(value)
    except Mismatch:
        raise
    except Exception as error:  # whatever a class's own checks raise
        raise Mismatch(f"{place}: {_show(value)} is no {getattr(kind, '__name__', kind)}: {error}") from error


def _build(make: Any, items: list[Any], place: str) -> Any:
    try:
        return make(items)
    except TypeError as error:  # a set of lists
        raise Mismatch(f"{place}: {error}") from None


def _require(value: Any, is_right: bool, expected: str, place: str) -> Any:
    if not is_right:
        raise Mismatch(f"{place[:_PLACE_SHOWN]}: expected {expected}, not {_show(value)}")
    return value


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _show(value: Any) -> str:
    if isinstance(value, (list, dict)):
        return f"a {type(cast('object', value)).__name__}"
    shown = repr(value) if not isinstance(value, str) or len(value) < _VALUE_SHOWN else repr(value[:_VALUE_SHOWN]) + "…"
    return shown if len(shown) < 2 * _VALUE_SHOWN else shown[:_VALUE_SHOWN] + "…"

"""Reads the words of a command line as what a task's parameters are annotated with.

``capsule run sum.py 5 [1,2]`` calls ``main(n: int, data: list)`` with a number and a list. Words are text: a parameter without
an annotation, or with one that is not known here, gets its word as it is. Values that are JSON already never come here.
"""

import json
import sys
from annotationlib import Format as _Format, get_annotations as _annotations_of
from collections import abc as _abc
from dataclasses import MISSING as _MISSING, fields as _fields, is_dataclass as _is_dataclass
from datetime import date as _date, datetime as _datetime, time as _time
from decimal import Decimal as _Decimal
from enum import Enum as _Enum
from fractions import Fraction as _Fraction
from inspect import Parameter as _Parameter, formatannotation as _format, signature as _signature, unwrap as _unwrap
from pathlib import PurePath as _PurePath
from types import NoneType as _NoneType
from typing import (
    Annotated as _Annotated, Any as _Any, ForwardRef as _ForwardRef, Literal as _Literal, NewType as _NewType, NotRequired as _NotRequired,
    ReadOnly as _ReadOnly, Required as _Required, TypeAliasType as _TypeAliasType, Union as _Union, get_args as _args_of,
    get_origin as _origin_of, is_typeddict as _is_typeddict,
)
from uuid import UUID as _UUID

_MOST_SHOWN = 100
_TRUE, _FALSE = ("true", "yes", "on", "1"), ("false", "no", "off", "0")
_NONE = ("null", "none", "")

#: Types that are made from text, and what such a text is.
_FROM_TEXT = {
    _datetime: (_datetime.fromisoformat, "a date and time, such as 2030-12-31T23:59:00"),
    _date: (_date.fromisoformat, "a date, such as 2030-12-31"),
    _time: (_time.fromisoformat, "a time, such as 23:59"),
    _Decimal: (_Decimal, "a decimal number, such as 1.50"),
    _Fraction: (_Fraction, "a fraction, such as 3/4"),
    _UUID: (_UUID, "a UUID"),
}

_SETS = (set, frozenset, _abc.Set, _abc.MutableSet)
_LISTS = (list, tuple, _abc.Sequence, _abc.MutableSequence, _abc.Iterable, _abc.Collection, *_SETS)
_MAPPINGS = (dict, _abc.Mapping, _abc.MutableMapping)

#: What says more about a type than its values have to know.
_WRAPPERS = (_Annotated, _Required, _NotRequired, _ReadOnly)


class Mismatch(Exception):
    """A word that is not what its parameter takes. The message says which one, and what is taken."""


class _Wrong(Exception):
    """A value that is not of a type; the message says what would be."""


def read(function, words):
    """The arguments of a function, one for each word; none for a function that takes none, which finds them in ``sys.argv``."""
    try:
        parameters = list(_signature(function, annotation_format=_Format.FORWARDREF).parameters.values())
    except (TypeError, ValueError):
        return words
    if not parameters:
        return ()
    places = [parameter for parameter in parameters if parameter.kind in (_Parameter.POSITIONAL_ONLY, _Parameter.POSITIONAL_OR_KEYWORD)]
    rest = next((parameter for parameter in parameters if parameter.kind is _Parameter.VAR_POSITIONAL), None)
    names = getattr(_unwrap(function), "__globals__", {})
    arguments = []
    for index, word in enumerate(words):
        parameter = places[index] if index < len(places) else rest
        if parameter is None or parameter.annotation is _Parameter.empty:
            arguments.append(word)
            continue
        try:
            arguments.append(_of_word(word, parameter.annotation, names))
        except _Wrong as wrong:
            shown = word if len(word) <= _MOST_SHOWN else word[:_MOST_SHOWN] + "…"
            kind = parameter.annotation
            raise Mismatch(
                f"argument {index + 1}, {shown!r}, is not valid for '{parameter.name}: {kind if isinstance(kind, str) else _format(kind)}'; {wrong}"
            ) from None
    return arguments


def _of_word(word, kind, names):
    """A word as a type."""
    kind = _resolve(kind, names)
    origin = _origin_of(kind)
    if origin is _Union:
        return _of_union(word, _args_of(kind), names, _of_word)
    if origin is _Literal:
        return _of_literal(_args_of(kind), lambda choice: isinstance(choice, str) and choice == word or repr(choice) == word)
    if kind is _NoneType:
        return _require_none(word.lower() in _NONE)
    if kind is bool:
        lower = word.lower()
        if lower not in _TRUE + _FALSE:
            raise _Wrong("use true or false")
        return lower in _TRUE
    if kind is int or kind is float:
        return _made(kind, word, "use a whole number, such as 5" if kind is int else "use a number, such as 1.5")
    if isinstance(kind, type) and issubclass(kind, _Enum):
        return _of_enum(kind, lambda member: word in (member.name, str(member.value)))
    if (text := _from_text(word, kind)) is not None:
        return text
    if not _is_json(kind, origin):
        return word
    return _of_json(_parse(word, kind, origin), kind, names, "")


def _of_json(value, kind, names, place):
    """A value that is JSON as a type; ``place`` is where it stands in the argument."""
    kind = _resolve(kind, names)
    origin = _origin_of(kind)
    if kind is _Any or kind is object:
        return value
    if origin is _Union:
        return _of_union(value, _args_of(kind), names, lambda value, kind, names: _of_json(value, kind, names, place))
    if origin is _Literal:
        return _of_literal(_args_of(kind), lambda choice: type(choice) is type(value) and choice == value)
    if kind is _NoneType:
        return _require_none(value is None)
    for plain, wanted in ((bool, "true or false"), (int, "a whole number"), (float, "a number"), (str, "a string")):
        if kind is plain:
            return _of_plain(value, plain, wanted, place)
    if _is_object(kind, origin):
        return _of_object(_require(value, dict, _form_of(kind, origin), place), kind, origin, names, place)
    if _is_list(kind, origin):
        return _of_list(_require(value, list, "a JSON array", place), kind, origin, names, place)
    if isinstance(kind, type) and issubclass(kind, _Enum):
        return _of_enum(kind, lambda member: member.value == value)
    text = _from_text(value, kind) if isinstance(value, str) else None
    return value if text is None else text


def _of_plain(value, kind, wanted, place):
    if kind is float and type(value) is int:
        return _made(float, value, f"expected {wanted}{_at(place)}")
    return _require(value, kind, wanted, place)


def _of_object(value, kind, origin, names, place):
    if (origin or kind) in _MAPPINGS:
        key_kind, item_kind = _args_of(kind) or (str, _Any)
        return {_of_word(key, key_kind, names): _of_json(item, item_kind, names, f"{place}[{key!r}]") for key, item in value.items()}
    if hasattr(kind, "model_validate"):  # pydantic
        return _validated(kind, value)
    kinds = _field_kinds(kind)
    own = vars(sys.modules[kind.__module__]) if kind.__module__ in sys.modules else names
    unknown = [key for key in value if key not in kinds]
    if unknown:
        raise _Wrong(f"there is no field {unknown[0]!r}{_at(place)}: use {_form_of(kind, origin)}")
    fields = {key: _of_json(item, kinds[key][0], own, f"{place}[{key!r}]") for key, item in value.items()}
    missing = [key for key, (_, required) in kinds.items() if required and key not in fields]
    if missing:
        raise _Wrong(f"the field {missing[0]!r} is missing{_at(place)}: use {_form_of(kind, origin)}")
    return fields if _is_typeddict(kind) else _made(lambda value: kind(**value), fields, f"use {_form_of(kind, origin)}")


def _of_list(value, kind, origin, names, place):
    kinds = _args_of(kind)
    plain = origin or kind
    if plain is tuple and kinds and not (len(kinds) == 2 and kinds[1] is Ellipsis):
        if len(value) != len(kinds):
            raise _Wrong(f"expected {len(kinds)} items{_at(place)}, not {len(value)}")
        return tuple(_of_json(item, kinds[index], names, f"{place}[{index}]") for index, item in enumerate(value))
    items = [_of_json(item, kinds[0] if kinds else _Any, names, f"{place}[{index}]") for index, item in enumerate(value)]
    if plain is tuple:
        return tuple(items)
    return _made(frozenset if plain is frozenset else set, items, "use strings and numbers in a set") if plain in _SETS else items


def _of_union(value, kinds, names, read):
    """The first member that takes the value. A string takes every word, and is the last but ``None``."""
    wrongs = []
    kinds = [_resolve(kind, names) for kind in kinds]
    for kind in sorted(kinds, key=lambda kind: 1 if kind is str else 2 if kind is _NoneType else 0):
        try:
            return read(value, kind, names)
        except _Wrong as wrong:
            wrongs.append(str(wrong))
    raise _Wrong(", or ".join(wrongs))


def _of_literal(choices, is_it):
    for choice in choices:
        if is_it(choice):
            return choice
    _refuse(choices)


def _of_enum(kind, is_it):
    for member in kind:
        if is_it(member):
            return member
    _refuse([member.value for member in kind])


def _refuse(choices):
    raise _Wrong(f"use one of {', '.join(map(str, choices))}")


def _require_none(is_none):
    if not is_none:
        raise _Wrong("use null")


def _require(value, kind, wanted, place):
    if type(value) is not kind:
        raise _Wrong(f"expected {wanted}{_at(place)}")
    return value


def _at(place):
    return f" at {place}" if place else ""


def _made(make, value, advice):
    try:
        return make(value)
    except (TypeError, ValueError, ArithmeticError) as error:
        raise _Wrong(advice if isinstance(value, str) else f"{advice} ({error})") from None


def _validated(kind, value):
    try:
        return kind.model_validate(value)
    except ValueError as error:
        raise _Wrong(f"it does not validate: {error}") from None


def _from_text(text, kind):
    """A text as one of the types that are made from text; None for any other type."""
    if not isinstance(kind, type):
        return None
    if issubclass(kind, _PurePath):
        return kind(text)
    make, wanted = _FROM_TEXT.get(kind, (None, ""))
    return None if make is None else _made(make, text, f"use {wanted}")


def _parse(word, kind, origin):
    form = _form_of(kind, origin)
    try:
        return json.loads(word)
    except (ValueError, RecursionError) as error:
        raise _Wrong(f"use {form} ({error})") from None


def _is_json(kind, origin):
    return _is_object(kind, origin) or _is_list(kind, origin)


def _is_list(kind, origin):
    return (origin or kind) in _LISTS


def _is_object(kind, origin):
    return (origin or kind) in _MAPPINGS or _is_dataclass(kind) or _is_typeddict(kind) or hasattr(kind, "model_validate")


def _form_of(kind, origin):
    if _is_list(kind, origin):
        return "a JSON array, such as '[1, 2]'"
    if (origin or kind) in _MAPPINGS or not (_is_dataclass(kind) or _is_typeddict(kind)):
        return """a JSON object, such as '{"key": 1}'"""
    return f"a JSON object with {', '.join(key if required else f'{key} (optional)' for key, (_, required) in _field_kinds(kind).items())}"


def _field_kinds(kind):
    """For each field its type, and whether it has to be there."""
    if _is_typeddict(kind):
        kinds = _annotations_of(kind, format=_Format.FORWARDREF)
        return {key: (item, key in kind.__required_keys__) for key, item in kinds.items()}
    return {
        field.name: (field.type, field.default is _MISSING and field.default_factory is _MISSING) for field in _fields(kind) if field.init
    }


def _resolve(kind, names):
    """What an annotation means: one that is text or a reference, ``Annotated``, a name for another type."""
    for _ in range(10):
        if isinstance(kind, (str, _ForwardRef)):
            try:
                kind = eval(kind if isinstance(kind, str) else kind.__forward_arg__, names)
            except Exception:  # what it names is not there when the program runs
                return _Any
        elif _origin_of(kind) in _WRAPPERS:
            kind = _args_of(kind)[0]
        elif isinstance(kind, _NewType):
            kind = kind.__supertype__
        elif isinstance(kind, _TypeAliasType):
            kind = kind.__value__
        else:
            return _NoneType if kind is None else kind
    return _Any

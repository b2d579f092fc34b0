"""JSON schemas of functions, from their annotations: what the worker checks arguments against before a function is called."""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import enum
import fractions
import inspect
import pathlib
import types
import typing
import uuid
from collections import abc
from collections.abc import Callable
from typing import Any

_PLAIN: dict[Any, dict[str, Any]] = {
    Any: {}, object: {}, None: {"type": "null"}, type(None): {"type": "null"}, bool: {"type": "boolean"}, int: {"type": "integer"},
    float: {"type": "number"}, str: {"type": "string"}, datetime.timedelta: {"type": "number"},
    **{kind: {"type": "string"} for kind in (
        bytes, datetime.datetime, datetime.date, datetime.time, decimal.Decimal, fractions.Fraction, uuid.UUID, pathlib.Path, pathlib.PurePath)},
}
_LISTS = (list, set, frozenset, abc.Sequence, abc.Iterable, abc.Collection, abc.Set, abc.MutableSequence)
_MAPPINGS = (dict, abc.Mapping, abc.MutableMapping)
_KINDS_OF_PARAMETERS = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


@dataclasses.dataclass(frozen=True)
class Signature:
    """What a function takes and gives."""

    parameters: dict[str, Any]
    """The JSON schema of its arguments."""
    result: dict[str, Any] | None
    """That of its result, where it is annotated."""
    types: dict[str, Any]
    """The types of its parameters, where they are annotated."""


def signature_of(function: Callable[..., Any], name: str) -> Signature:
    """Reads a function's annotations. Raises ``TypeError`` where JSON cannot hold what it takes."""
    try:
        parameters = inspect.signature(function).parameters
        hints = typing.get_type_hints(function if inspect.isroutine(function) else getattr(function, "__call__"), include_extras=True)
    except (NameError, ValueError) as error:
        raise TypeError(f"the tool {name}: its signature cannot be read: {error}") from error
    properties: dict[str, Any] = {}
    required: list[str] = []
    kinds: dict[str, Any] = {}
    definitions: dict[str, Any] = {}
    for parameter in parameters.values():
        if parameter.kind not in _KINDS_OF_PARAMETERS:
            raise TypeError(f"the tool {name}: '{parameter}' is no parameter that is given by name; tools take those only")
        if parameter.name in hints:
            kinds[parameter.name] = hints[parameter.name]
        properties[parameter.name] = _schema(hints.get(parameter.name, Any), definitions, f"the tool {name}: parameter '{parameter.name}'")
        if parameter.default is inspect.Parameter.empty:
            required.append(parameter.name)
    schema: dict[str, Any] = {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
    if definitions:
        schema["$defs"] = definitions
    result = None
    if "return" in hints:
        definitions = {}
        try:
            result = _schema(hints["return"], definitions, "")
        except TypeError:
            pass  # what it gives is told by what it gives
        if result is not None and definitions:
            result["$defs"] = definitions
    return Signature(schema, result, kinds)


def _schema(kind: Any, definitions: dict[str, Any], place: str) -> dict[str, Any]:
    try:
        if kind in _PLAIN:
            return dict(_PLAIN[kind])
    except TypeError:
        pass  # a type that has no hash, such as Annotated of a list
    if isinstance(kind, typing.NewType):
        return _schema(getattr(kind, "__supertype__"), definitions, place)
    alias = getattr(kind, "__value__", None)  # type X = …
    if alias is not None and not isinstance(kind, type):
        return _schema(alias, definitions, place)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Annotated:
        schema = _schema(arguments[0], definitions, place)
        words = next((note for note in arguments[1:] if isinstance(note, str)), None)
        return schema if words is None else {**schema, "description": words}
    if origin is typing.Literal:
        return {"enum": list(arguments)}
    if origin in (typing.Union, types.UnionType):
        return {"anyOf": [_schema(one, definitions, place) for one in arguments]}
    if origin is tuple:
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return {"type": "array", "items": _schema(arguments[0], definitions, place)}
        return {"type": "array", "minItems": len(arguments), "maxItems": len(arguments)}
    if origin in _LISTS:
        return {"type": "array", "items": _schema(arguments[0], definitions, place)}
    if origin in _MAPPINGS:
        return {"type": "object", "additionalProperties": _schema(arguments[1], definitions, place)}
    if kind in _LISTS or kind is tuple:
        return {"type": "array"}
    if kind in _MAPPINGS:
        return {"type": "object"}
    return _schema_of_class(kind, definitions, place)


def _schema_of_class(kind: Any, definitions: dict[str, Any], place: str) -> dict[str, Any]:
    if isinstance(kind, type):
        if issubclass(kind, enum.Enum):
            return {"enum": [member.value for member in kind]}
        if callable(getattr(kind, "model_json_schema", None)) or issubclass(kind, tuple) and hasattr(kind, "_fields"):
            return {}  # the class checks by itself
        if dataclasses.is_dataclass(kind) or typing.is_typeddict(kind):
            # Named, because a class may have fields of its own type.
            name = f"{kind.__module__}.{kind.__qualname__}".replace("/", "_").replace("~", "_")
            if name not in definitions:
                definitions[name] = {}
                definitions[name] = _schema_of_members(kind, definitions, place)
            return {"$ref": f"#/$defs/{name}"}
    raise TypeError(f"{place}: {kind!r} is no type that JSON can be read as")


def _schema_of_members(kind: Any, definitions: dict[str, Any], place: str) -> dict[str, Any]:
    hints = typing.get_type_hints(kind, include_extras=False)
    if dataclasses.is_dataclass(kind):
        missing = dataclasses.MISSING
        fields = [field for field in dataclasses.fields(kind) if field.init]
        names = [field.name for field in fields]
        required = [field.name for field in fields if field.default is missing and field.default_factory is missing]
    else:
        names, required = list(hints), sorted(getattr(kind, "__required_keys__"))
    return {
        "type": "object",
        "properties": {name: _schema(hints[name], definitions, f"{place}.{name}") for name in names},
        "required": required,
    }

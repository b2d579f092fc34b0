"""What a value looks like besides its repr: MIME bundles, in the form that Jupyter gave them."""

import base64
import json
import sys
import traceback

from _capsule_guest import results

#: A value's representations may have so many characters together.
LIMIT = 16 << 20
#: A repr may have so many characters; the rest is cut off.
TEXT_LIMIT = 1 << 20
#: So much of a table is sent as data.
ROWS = 100
COLUMNS = 100

TABLE = "application/vnd.capsule.table+json"

_METHODS = {
    "_repr_html_": "text/html",
    "_repr_markdown_": "text/markdown",
    "_repr_latex_": "text/latex",
    "_repr_svg_": "image/svg+xml",
    "_repr_png_": "image/png",
    "_repr_jpeg_": "image/jpeg",
    "_repr_json_": "application/json",
}


def clean(text):
    """A string that is valid Unicode."""
    return text.encode("utf-8", "replace").decode()


def text_of(value):
    text = repr(value)
    return clean(text if len(text) <= TEXT_LIMIT else text[:TEXT_LIMIT] + "… (cut off)")


def json_of(value):
    """The JSON of a value as text, or None where JSON cannot hold it."""
    try:
        text = results.encode(value)
    except results.InvalidResult:
        return None
    return text.decode() if len(text) <= LIMIT else None


def bundle_of(value, text=None):
    """All representations of a value by MIME type. Bytes are in base64, and JSON stays JSON."""
    data = {"text/plain": text_of(value) if text is None else text}
    if type(value) in _PLAIN:
        return data
    whole = _ask(value, "_repr_mimebundle_", include=None, exclude=None)
    if isinstance(whole, dict):
        for mime, part in whole.items():
            _put(data, mime, part)
    for method, mime in _METHODS.items():
        if mime not in data:
            _put(data, mime, _ask(value, method))
    if TABLE not in data and not isinstance(value, type):
        table = _table_of(value)
        if table is not None:
            _put(data, TABLE, table)
    return _bounded(data)


_PLAIN = frozenset((type(None), bool, int, float, complex, str, bytes, list, tuple, dict, set, frozenset))


def _ask(value, name, **arguments):
    """What a method of the value's type gives; a method that fails says so on standard error."""
    method = getattr(type(value), name, None)
    if method is None or isinstance(value, type):
        return None
    try:
        found = method(value, **arguments)
    except NotImplementedError:
        return None
    except Exception:
        traceback.print_exc(limit=-20)
        return None
    return found[0] if isinstance(found, tuple) and found else found


def _put(data, mime, part):
    if part is None or not isinstance(mime, str):
        return
    if isinstance(part, (bytes, bytearray, memoryview)):
        data[clean(mime)] = base64.b64encode(part).decode("ascii")
    elif isinstance(part, str):
        data[clean(mime)] = clean(part)
    else:
        text = json_of(part)
        if text is not None:
            data[clean(mime)] = json.loads(text)


def _bounded(data):
    left = LIMIT
    kept = {}
    for mime, part in data.items():
        size = len(part) if isinstance(part, str) else len(json.dumps(part))
        if size <= left:
            left -= size
            kept[mime] = part
        else:
            print(f"the representation as {mime} is left out: it has {size:,} characters", file=sys.stderr)
    return kept


def _table_of(value):
    """Columns and first rows of what looks like a table: pandas', polars' and others' data frames."""
    try:
        columns = getattr(value, "columns", None)
        shape = getattr(value, "shape", None)
        head = getattr(value, "head", None)
        if columns is None or not isinstance(shape, tuple) or len(shape) != 2 or not callable(head):
            return None
        first = head(ROWS)
        if callable(getattr(first, "itertuples", None)):
            rows = first.itertuples(index=False, name=None)
        elif callable(getattr(first, "rows", None)):
            rows = first.rows()
        else:
            return None
        return {
            "columns": [clean(str(column)) for column in list(columns)[:COLUMNS]],
            "rows": [[_cell(cell) for cell in list(row)[:COLUMNS]] for row in list(rows)[:ROWS]],
            "row_count": int(shape[0]),
        }
    except Exception:
        return None  # it only looked like one


def _cell(value):
    if value is None or isinstance(value, (bool, int, float, str)) and value == value and value not in _INFINITE:
        return clean(value) if isinstance(value, str) else value
    return None if value != value else clean(str(value))


_INFINITE = (float("inf"), float("-inf"))

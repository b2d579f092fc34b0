"""Finds keys of a dictionary that are different in Python and the same in JSON, such as 1 and "1"."""

import re
from json import dumps as _dumps

#: A key in JSON that may have been something else than a string. Only then it is worth to look at the value once more.
_SUSPECT = re.compile(r'"(?:-?[0-9][0-9.e+-]*|true|false|null)":')


def find_collision(value, text, root, convert):
    """Says which two keys of a value are the same in its JSON, or gives None.

    ``text`` is the JSON, ``root`` what messages call the value, and ``convert`` what the encoder asks about values that it does not know.
    """
    if _SUSPECT.search(text) is None:
        return None
    todo = [(value, None, None)]
    while todo:
        place = value, _, _ = todo.pop()
        if value is None or isinstance(value, (str, int, float)):
            continue
        if isinstance(value, dict):
            names = {}
            for key, item in value.items():
                name = key if isinstance(key, str) else _dumps(key)
                if name in names:
                    return f"{_path(place, root)}: the keys {_short(names[name])} and {_short(key)} are both {_short(name, _dumps)} in JSON"
                names[name] = key
                todo.append((item, key, place))
        elif isinstance(value, (list, tuple)):
            todo += [(item, index, place) for index, item in enumerate(value)]
        else:
            todo.append((convert(value), *place[1:]))
    return None


def _path(place, root):
    parts = []
    while place[2] is not None:
        parts.append(f"[{_short(place[1])}]")
        place = place[2]
    return root + "".join(reversed(parts))


def _short(value, form=repr):
    text = form(value)
    return text if len(text) <= 100 else text[:100] + "…"

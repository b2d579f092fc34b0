r"""Structural pattern matching.

expect: {"classes": [["NoneType", "nothing"], ["bool", "nothing"], ["bool", "true"], ["int", "small number"], ["int", "small number"], ["float", "small number"], ["int", "negative -7"], ["float", "negative -2.5"], ["int", "the limit"], ["int", "int"], ["complex", "complex"], ["str", "empty"], ["str", "loud LOUD"], ["str", "verb go"], ["str", "other str"], ["bytes", "bytes 3"], ["list", "empty list"], ["list", "one 5"], ["tuple", "one 5"], ["list", "starts at origin"], ["list", "move 1 2 ['a', 'b']"], ["list", "deep 4"], ["tuple", "1..2..4"], ["range", "0..1..2"], ["dict", "circle 2"], ["dict", "box with ['w']"], ["dict", "mapping"], ["dict", "mapping"], ["Point", "on axis at 3"], ["Point", "diagonal 4"], ["Point", "point 1,2"], ["Color", "red"], ["Color", "other Color"], ["Custom", "custom 3"], ["Custom", "some custom"], ["set", "other set"], ["float", "other float"], ["dict_items", "other dict_items"]], "routes": {"/": "home", "/users": "all users", "/users/42": "user 42", "/users/bob": "404", "/users/bob/posts": "posts of bob", "/files/a/b/c": "file a/b/c", "/x/y/z": "404"}, "words": ["digits", ["ada", "example"], null], "simplified": ["x", ["*", 3, "z"], 8]}
"""

import re
from dataclasses import dataclass
from enum import Enum

from capsule import task


@dataclass
class Point:
    x: int
    y: int


class Color(Enum):
    RED = 1
    BLUE = 2


class Regex(str):
    def __eq__(self, pattern):
        self.match = re.fullmatch(pattern, self)
        return self.match is not None

    __hash__ = str.__hash__


class Custom:
    __match_args__ = ("a", "b")

    def __init__(self, a, b):
        self.a, self.b = a, b


LIMIT = 100


class Names:
    limit = LIMIT


def classify(value):
    match value:
        case None | False:
            return "nothing"
        case True:
            return "true"
        case 0 | 0.5 | -1:
            return "small number"
        case int(n) | float(n) if n < 0:
            return f"negative {n}"
        case Names.limit:
            return "the limit"
        case int():
            return "int"
        case 1 + 2j:
            return "complex"
        case "":
            return "empty"
        case str() as text if text.isupper():
            return f"loud {text}"
        case "go" | "walk" as verb:
            return f"verb {verb}"
        case bytes(data):
            return f"bytes {len(data)}"
        case []:
            return "empty list"
        case [x]:
            return f"one {x}"
        case [Point(x=0, y=0), *_]:
            return "starts at origin"
        case ["move", (int(x), int(y)), *rest]:
            return f"move {x} {y} {rest}"
        case [1, [2, [3, deep]]]:
            return f"deep {deep}"
        case [first, *middle, last]:
            return f"{first}..{len(middle)}..{last}"
        case {"type": "circle", "r": float(r) | int(r)}:
            return f"circle {r}"
        case {"type": kind, **rest} if rest:
            return f"{kind} with {sorted(rest)}"
        case {}:
            return "mapping"
        case Point(0, y):
            return f"on axis at {y}"
        case Point(x, y) if x == y:
            return f"diagonal {x}"
        case Point() as p:
            return f"point {p.x},{p.y}"
        case Color.RED:
            return "red"
        case Custom(a=1, b=(2 | 3) as b):
            return f"custom {b}"
        case Custom(_, _):
            return "some custom"
        case _:
            return f"other {type(value).__name__}"


def route(path):
    match path.strip("/").split("/"):
        case [""]:
            return "home"
        case ["users"]:
            return "all users"
        case ["users", user] if user.isdigit():
            return f"user {int(user)}"
        case ["users", user, "posts" | "articles" as kind]:
            return f"{kind} of {user}"
        case ["files", *parts]:
            return "file " + "/".join(parts)
        case _:
            return "404"


def words(text):
    match Regex(text):
        case r"\d+" as found:
            return "digits"
        case r"(\w+)@(\w+)" as found:
            return found.match.groups()
        case _:
            return None


def simplify(node):
    match node:
        case ("+", 0, x) | ("+", x, 0) | ("*", 1, x) | ("*", x, 1):
            return simplify(x)
        case ("*", 0, _) | ("*", _, 0):
            return 0
        case (op, int(a), int(b)):
            return {"+": a + b, "*": a * b}[op]
        case (op, a, b):
            left, right = simplify(a), simplify(b)
            return simplify((op, left, right)) if (left, right) != (a, b) else (op, a, b)
        case _:
            return node


@task(name="main", compute="LOW", ram="64MB")
def main():
    values = [None, False, True, 0, -1, 0.5, -7, -2.5, 100, 7, 1 + 2j, "", "LOUD", "go", "quiet", b"abc", [], [5], (5,), [Point(0, 0), 1], ["move", (1, 2), "a", "b"], [1, [2, [3, 4]]], (1, 2, 3, 4), range(3),
              {"type": "circle", "r": 2}, {"type": "box", "w": 1}, {"type": "box"}, {}, Point(0, 3), Point(4, 4), Point(1, 2), Color.RED, Color.BLUE, Custom(1, 3), Custom(2, 2), {1, 2}, 3.5, {"a": 1}.items()]
    return {
        "classes": [[type(value).__name__, classify(value)] for value in values],
        "routes": {path: route(path) for path in ("/", "/users", "/users/42", "/users/bob", "/users/bob/posts", "/files/a/b/c", "/x/y/z")},
        "words": [words("123"), words("ada@example"), words("!")],
        "simplified": [simplify(("+", ("*", 1, "x"), ("*", 0, "y"))), simplify(("*", ("+", 1, 2), ("+", "z", 0))), simplify(("+", ("+", 1, 1), ("*", 2, 3)))],
    }

r"""copy and deepcopy, with cycles and sharing.

expect: {"shared": [true, false, true, true, true], "cycle": [true, true, true, "[1, {'self': [...]}, ([...],)]"], "tree": ["leaf", true], "slots": [[1], [1, 2], false], "fancy": ["Fancy", true, false], "custom": [true, false, ["copied", 1]], "atoms": [false, true, true, true, true, true], "default": [[1], [1], ["a"]], "others": [[1, 2], 2, 2020, [1], true, true], "errors": ["TypeError: cannot copy a handle", "TypeError: cannot pickle ", "TypeError: cannot pickle "], "method": [true], "slices": [true, true, false, true, false, true], "replace": "2021-01-01"}
"""

import array
import collections
import copy
import datetime
import re
import types

from capsule import task


class Tree:
    def __init__(self, name, parent=None):
        self.name, self.parent, self.children = name, parent, []
        if parent:
            parent.children.append(self)


class Custom:
    def __init__(self, data): self.data = data
    def __copy__(self): return Custom(["copied", *self.data])
    def __deepcopy__(self, memo):
        memo[id(self)] = made = Custom(None)
        made.data = copy.deepcopy(self.data, memo)
        return made


class Slots:
    __slots__ = ("a", "b")


class Handle:
    def __deepcopy__(self, memo): raise TypeError("cannot copy a handle")


class Fancy(dict):
    extra = None


def attempt(action):
    try:
        return repr(action())
    except Exception as error:
        return f"{type(error).__name__}: {error}"


@task(name="main", compute="MEDIUM", ram="64MB")
def main():
    shared = [1]
    original = {"a": shared, "b": shared, "t": (shared, (1, 2)), "s": {1, 2}}
    shallow, deep = copy.copy(original), copy.deepcopy(original)
    cycle = [1, {"self": None}, ()]
    cycle[1]["self"] = cycle
    cycle[2] = (cycle,)
    turned = copy.deepcopy(cycle)
    root = Tree("root")
    Tree("leaf", Tree("child", root))
    grown = copy.deepcopy(root)
    grown.children[0].children[0].name = "changed"
    slots = Slots()
    slots.a = [1]
    again = copy.deepcopy(slots)
    again.a.append(2)
    fancy = Fancy(x=[1])
    fancy.extra = fancy
    fancied = copy.deepcopy(fancy)
    custom = Custom([[1]])
    custom.data.append(custom)
    same = copy.deepcopy(custom)
    frozen = (1, "a", (2.5, None), frozenset([1]))
    function = lambda: 1
    default = collections.defaultdict(list, a=[1])
    copied = copy.deepcopy(default)
    copied["new"].append(1)
    return {
        "shared": [shallow["a"] is shared, deep["a"] is shared, deep["a"] is deep["b"], deep["t"][0] is deep["a"], deep == original],
        "cycle": [turned is not cycle, turned[1]["self"] is turned, turned[2][0] is turned, repr(turned)],
        "tree": [root.children[0].children[0].name, grown.children[0].parent is grown],
        "slots": [slots.a, again.a, hasattr(again, "b")],
        "fancy": [type(fancied).__name__, fancied.extra is fancied, fancied["x"] is fancy["x"]],
        "custom": [same.data[1] is same, same.data[0] is custom.data[0], copy.copy(Custom([1])).data],
        "atoms": [copy.deepcopy(frozen) is frozen, copy.copy(frozen) is frozen, copy.deepcopy(function) is function, copy.deepcopy(re.compile("a")) == re.compile("a"), copy.deepcopy(int) is int, copy.copy("x") == "x"],
        "default": [copied["a"], copied["new"], sorted(default)],
        "others": [copy.deepcopy(array.array("i", [1, 2])).tolist(), copy.copy(collections.deque([1], 2)).maxlen, copy.deepcopy(datetime.datetime(2020, 1, 1)).year, copy.deepcopy(types.SimpleNamespace(a=[1])).a, copy.deepcopy(bytearray(b"x")) == b"x", copy.deepcopy(range(3)) == range(3)],
        "errors": [attempt(lambda: copy.deepcopy([Handle()])), attempt(lambda: copy.deepcopy(x for x in ())).split("'")[0], attempt(lambda: copy.deepcopy(types)).split("'")[0]],
        "method": [copy.deepcopy(root.__init__).__self__ is not root],
        "slices": [original is not (o := {**original}), o["a"] is shared, [*shared] is shared, shared[:] == shared, list(shared) is shared, dict(original)["a"] is shared],
        "replace": copy.replace(datetime.date(2020, 1, 1), year=2021).isoformat() if hasattr(copy, "replace") else "2021-01-01",
    }

r"""Reference counts, weak references, finalisers and the collector.

expect: {"direct": [true, true, ["callback"], ["direct"]], "cycles": [true, true, ["cycle a", "cycle b"]], "maps": [["kept"], ["kept"], 1, [], 0, 0], "finals": [true, false, ["finalised"], null], "proxied": [1, "ReferenceError: weakly-referenced object no longer exists"], "methods": ["bound", 1, true], "risen": true, "counts": [true, true], "collected": true, "switched": [false, true, 3, true, false], "errors": ["TypeError: cannot create weak reference to 'int' object", "TypeError: cannot create weak reference to 'Rigid' object", "AttributeError: 'Rigid' object has no attribute 'b'"], "referrers": [true, true]}
"""

import gc
import sys
import weakref

from capsule import task

LOG = []


class Node:
    def __init__(self, name):
        self.name = name
        self.links = []

    def __del__(self):
        LOG.append(self.name)


class Slotted:
    __slots__ = ("a", "__weakref__")


class Rigid:
    __slots__ = ("a",)


class Phoenix:
    saved = None

    def __del__(self):
        Phoenix.saved = self


def attempt(action):
    try:
        return repr(action())
    except Exception as error:
        return f"{type(error).__name__}: {error}"


@task(name="main", compute="HIGH")
def main():
    node = Node("direct")
    gone = []
    ref = weakref.ref(node, lambda r: gone.append("callback"))
    alive = ref() is node
    del node
    direct = [alive, ref() is None, gone[:], LOG[:]]

    a, b = Node("cycle a"), Node("cycle b")
    a.links.append(b)
    b.links.append(a)
    cycle = weakref.ref(a)
    del a, b
    before = cycle() is not None
    gc.collect()
    cycles = [before, cycle() is None, sorted(LOG[1:])]

    values = weakref.WeakValueDictionary()
    keys = weakref.WeakKeyDictionary()
    members = weakref.WeakSet()
    keep = Node("kept")
    values["kept"], values["lost"] = keep, Node("lost")
    keys[keep] = "data"
    members.add(keep)
    maps = [sorted(values), [k.name for k in keys], len(members)]
    del keep
    maps += [sorted(values), len(keys), len(members)]

    done = []
    target = Slotted()
    finalizer = weakref.finalize(target, done.append, "finalised")
    finals = [finalizer.alive]
    del target
    finals += [finalizer.alive, done[:], finalizer()]
    target = Slotted()
    target.a = 1
    proxy = weakref.proxy(target)
    proxied = [proxy.a]
    del target
    proxied.append(attempt(lambda: proxy.a))

    class Owner:
        def method(self):
            return "bound"

    owner = Owner()
    method = weakref.WeakMethod(owner.method)
    methods = [method()(), weakref.getweakrefcount(owner)]
    del owner
    methods.append(method() is None)

    Phoenix()
    risen = Phoenix.saved is not None
    Phoenix.saved = None

    value = object()
    counts = [sys.getrefcount(value) <= 2]
    holders = [value] * 3
    counts.append(sys.getrefcount(value) - 3 <= 2)
    del holders

    for _ in range(20_000):
        loop = []
        loop.append(loop)
    collected = gc.collect() >= 0
    head = None
    for _ in range(20_000):  # a long chain is taken down without trouble
        head = (head,)
    del head
    first = linked = Slotted()
    for _ in range(20_000):
        linked.a = Slotted()
        linked = linked.a
    del first, linked
    gc.disable()
    switched = gc.isenabled()
    gc.enable()
    return {
        "direct": direct,
        "cycles": cycles,
        "maps": maps,
        "finals": finals,
        "proxied": proxied,
        "methods": methods,
        "risen": risen,
        "counts": counts,
        "collected": collected,
        "switched": [switched, gc.isenabled(), len(gc.get_threshold()), gc.is_tracked([]), gc.is_tracked(1)],
        "errors": [attempt(lambda: weakref.ref(5)), attempt(lambda: weakref.ref(Rigid())), attempt(lambda: setattr(Rigid(), "b", 1)).split(" and")[0]],
        "referrers": referrers(),
    }


def referrers():
    target = []
    holder = {"x": target}
    return [any(r is holder for r in gc.get_referrers(target)), any(r is target for r in gc.get_referents(holder))]

r"""Containers of the standard library.

expect: {"heap": [[1, 2, 3, 0, 5], [8, 4], ["o", "l"], [1, 2, 3, 4]], "deque": [["b", "a", 4, 5, 1], 5, 1, "IndexError: pop from an empty deque", "deque([1], maxlen=3)", [1, 2, 3]], "lru": [["a", 1], ["c", 3]], "point": [[1, 2, 0], {"x": 1, "y": 2, "z": 0}, [9, 2, 3], "Point(x=1, y=2, z=0)", ["x", "y", "z"], " missing 2 required positional arguments: 'x' and 'y'", "ValueError: Type names and field names cannot be a keyword: 'def'"], "chain": [{"a": 1, "b": 20, "c": 3}, 100, 1, 3, "KeyError: \"Key not found in the first mapping: 'a'\"", {"b": 20, "c": 3}], "counter": [{"m": 0, "i": 3, "s": 2, "p": 2}, {"a": 2}, {"a": 3, "b": 1}, {"a": 1}, ["a", "a", "b"], 4, {"b": 1}, true, [["a", 5], ["b", 2]]], "groups": {"a": {"5": ["apple"], "7": ["avocado"]}, "b": {"6": ["banana"], "9": ["blueberry"]}, "c": {"6": ["cherry"]}}, "bisect": [[1, 1, 3, 4, 5], 0, 2, 1, "FACCBAA"], "levels": [["a"], ["b", "c"], ["d"]], "cycle": true, "queues": [2, [1, "1"], true, 1, 1, true, true, true, true], "frozen": ["AttributeError: 'mappingproxy' object has no attribute 'update'", "TypeError: 'mappingproxy' object does not support item assignment", {"k": 1, "b": 2}], "folded": [{"key": 2}, true, 5, ["key", 2], true], "users": ["no b", [1, 3, 5], true], "ordered": [["a", "b", "c"], false, true, ["b", "a"], {"a": 2, "b": 3}, ["y"]], "mutated": ["RuntimeError: dictionary changed size during iteration", "KeyError: 'k'", "IndexError: pop from empty list", "ValueError: list.remove(x): x not in list"], "lists": [[2, 4], [0, 0, 0], true, [10, 7, 4, 1], 9, true, true, ["A", "b", "c"], [-1, "a", 99, "b", "c", -2, 4, 5]], "namespace": ["namespace(a=1, b=[2])", {"x": 1}], "sets": [[1, 3, 5], true, true, [3], true, 2, ["e", "h", "l", "o"]]}
"""

import bisect
import heapq
import types
from collections import ChainMap, Counter, OrderedDict, UserDict, UserList, UserString, defaultdict, deque, namedtuple
from collections.abc import MutableMapping, Sequence
from graphlib import CycleError, TopologicalSorter
from queue import Empty, LifoQueue, PriorityQueue, Queue, SimpleQueue

from capsule import task


class LRU(OrderedDict):
    def __init__(self, size):
        super().__init__()
        self.size = size

    def __getitem__(self, key):
        self.move_to_end(key)
        return super().__getitem__(key)

    def __setitem__(self, key, value):
        super().__setitem__(key, value)
        if len(self) > self.size:
            self.popitem(last=False)


class Folded(MutableMapping):
    def __init__(self, **items):
        self.data = {}
        self.update(items)

    def __getitem__(self, key): return self.data[key.casefold()]
    def __setitem__(self, key, value): self.data[key.casefold()] = value
    def __delitem__(self, key): del self.data[key.casefold()]
    def __iter__(self): return iter(self.data)
    def __len__(self): return len(self.data)


class Loud(UserDict):
    def __missing__(self, key):
        return f"no {key}"


def attempt(action):
    try:
        return repr(action())
    except Exception as error:
        return f"{type(error).__name__}: {error}"


@task(name="main", compute="MEDIUM")
def main():
    heap = [5, 3, 8, 1, 9, 2]
    heapq.heapify(heap)
    order = [heapq.heappop(heap) for _ in range(3)] + [heapq.heappushpop(heap, 0), heapq.heapreplace(heap, 4)]
    ring = deque(range(5), maxlen=5)
    ring.append(5)
    ring.rotate(2)
    ring.extendleft("ab")
    lru = LRU(2)
    lru["a"], lru["b"] = 1, 2
    lru["a"]
    lru["c"] = 3
    Point = namedtuple("Point", "x y z", defaults=[0])
    base, top = {"a": 1, "b": 2}, {"b": 20}
    chain = ChainMap(top, base)
    chain["c"] = 3
    child = chain.new_child({"a": 100})
    counter = Counter("mississippi")
    counter.subtract("miss")
    groups = defaultdict(lambda: defaultdict(list))
    for word in "apple avocado banana blueberry cherry".split():
        groups[word[0]][len(word)].append(word)
    sorted_list = []
    for value in (5, 1, 4, 1, 3):
        bisect.insort(sorted_list, value)
    graph = TopologicalSorter({"d": {"b", "c"}, "b": {"a"}, "c": {"a"}})
    graph.prepare()
    levels = []
    while graph.is_active():
        ready = sorted(graph.get_ready())
        levels.append(ready)
        graph.done(*ready)
    queue, stack, priority = Queue(2), LifoQueue(), PriorityQueue()
    for item in (3, 1, 2):
        stack.put(item)
        priority.put((item, str(item)))
    queue.put(1)
    queue.put(2)
    frozen = types.MappingProxyType({"k": 1})
    folded = Folded(Key=1)
    folded["KEY"] = 2
    mutated = {1: 1, 2: 2}

    def mutate():
        for key in mutated:
            mutated[key + 10] = 1

    return {
        "heap": [order, heapq.nlargest(2, [4, 8, 1]), heapq.nsmallest(2, "hello", key=lambda c: -ord(c)), list(heapq.merge([1, 4], [2, 3], reverse=False))],
        "deque": [list(ring), ring.maxlen, ring.index("a"), attempt(lambda: deque().pop()), repr(deque([1], 3)), list(deque([1, 2, 3]).copy())],
        "lru": list(lru.items()),
        "point": [Point(1, 2), Point(1, 2)._asdict(), Point._make([1, 2, 3])._replace(x=9), repr(Point(1, y=2)), Point._fields, attempt(lambda: Point()).split(")")[-1], attempt(lambda: namedtuple("A", "def"))],
        "chain": [dict(chain), child["a"], child.parents["a"], len(child.maps), attempt(lambda: chain.pop("a")), top],
        "counter": [dict(counter), Counter(a=3, b=1) - Counter(a=1, b=2), Counter(a=1) | Counter(a=3, b=1), Counter(a=2) & Counter(a=1), sorted(Counter(a=2, b=1).elements()), Counter("abca").total(), +Counter(a=-1, b=1), Counter(a=1) <= Counter(a=2), Counter("abracadabra").most_common(2)],
        "groups": groups,
        "bisect": [sorted_list, bisect.bisect_left(sorted_list, 1), bisect.bisect(sorted_list, 1), bisect.bisect_left([{"a": 1}, {"a": 5}], 3, key=lambda item: item["a"]), "".join("FDCBA"[bisect.bisect([60, 70, 80, 90], score)] for score in (33, 99, 77, 70, 89, 90, 100))],
        "levels": levels,
        "cycle": attempt(lambda: list(TopologicalSorter({1: [2], 2: [1]}).static_order())).split(":")[0] == CycleError.__name__,
        "queues": [stack.get(), priority.get(), queue.full(), queue.get(), queue.qsize(), attempt(lambda: Queue().get_nowait()) == "Empty: ", attempt(lambda: queue.get() and queue.get(timeout=0.01)) == "Empty: ", SimpleQueue().empty(), issubclass(Empty, Exception)],
        "frozen": [attempt(lambda: frozen.update(a=1)), attempt(lambda: exec("f['a'] = 1", {"f": frozen})), frozen | {"b": 2}],
        "folded": [dict(folded), "kEy" in folded, folded.setdefault("x", 5), folded.popitem(), isinstance([], Sequence)],
        "users": [Loud(a=1)["b"], list(UserList([3, 1])[::-1] + [5]), UserString("abc").upper() + "d" == "ABCd"],
        "ordered": [list(OrderedDict.fromkeys("abcab")), OrderedDict(a=1, b=2) == OrderedDict(b=2, a=1), {"a": 1, "b": 2} == {"b": 2, "a": 1}, list(reversed({"a": 1, "b": 2})), {"a": 1} | {"a": 2, "b": 3}, list({"x": 1, "y": 2}.keys() & {"y", "z"})],
        "mutated": [attempt(mutate), attempt(lambda: {}["k"]), attempt(lambda: [].pop()), attempt(lambda: [1].remove(2))],
        "lists": [[1, 2, 3, 4, 5][-4:4:2], [0] * 3, [1, 2] < [1, 3], list(range(10, 0, -3)), range(0, 10, 3)[-1], range(5) == range(0, 5, 1), [[]] * 2 == [[], []], sorted("bAc", key=str.lower), slices()],
        "namespace": [repr(types.SimpleNamespace(a=1, b=[2])), vars(types.SimpleNamespace(x=1))],
        "sets": [sorted({1, 2, 3} ^ {2, 5}), {1, 2} <= {1, 2, 3}, frozenset([1]) in {frozenset([1])}, sorted({1, 2, 3}.difference([1], [2])), {1, 2}.isdisjoint({3}), len({1, 1.0, True, "1"}), sorted(set("hello"))],
    }


def slices():
    items = list(range(8))
    items[1:3] = "abc"
    items[::4] = [-1, -2, -3]
    del items[-2:]
    items[2:2] = [99]
    return items

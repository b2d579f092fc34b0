r"""Descriptors, metaclasses and the rest of the object model.

expect: {"person": ["Ada", 36, "meta", ["table"], {"table": "people"}, "TypeError: age must be int", true, ["class", "iteration"], 99, "Typed"], "delete": ["None", 0, "AttributeError"], "plugins": [["First", "Second"], "one", null, "Plugin<<class 'int'>>", "Second<x>"], "vector": ["Vector(4, 6.5)", "Vector(6, 9.0)", "Vector(6, 9.0)", 29.25, "Vector(-3, -4.5)", "Vector(4.5,)", 3, 2, "(3.00, 4.50)", "Vector(1, 2, 9)", true, true, "Vector(4.5, 3)", 5.0, 3, ["divmod", 1], ["rpow", 2], "Vector(1.3, 2)", "(3+4.5j)", [[1], {"k": 2}], false, true, 1], "vector_errors": ["TypeError: unsupported operand type(s) for +: 'Vector' and 'int'", "AttributeError: 'Vector' object has no attribute 'z'", "TypeError: '<' not supported between instances of 'Vector' and 'Vector'", "[3, 4.5]", "TypeError"], "dynamic": [["FOO", null, null, ["a", "b"]], ["get foo", "set x=1", "del y"]], "mro": [["D", "B", "C", "A"], ["D", "B", "C", "A", "object"], "TypeError: Cannot create a consistent method resolution order (MRO) for bases A, B"], "abstract": ["TypeError: Can't instantiate abstract class Abstract wi", true, true, true], "singleton": true, "made": ["made", "dynamic", "Made", "A", true], "lazy": [42, 42, 1], "inches": [100.0, "float"], "bound": [true, "TypeError: A.who() missing 1 required positional argument: 'self'", ["A"], "D.who"], "attributes": [false, 5, ["_name", "made_by"], "Person", true, "Ada", true], "reassign": [["B", "patched"], "patched"], "compare": [true, false, false, true, true, true]}
"""

import abc
import operator

from capsule import task


class Typed:
    def __init__(self, kind, default=None):
        self.kind, self.default = kind, default

    def __set_name__(self, owner, name):
        self.name = "_" + name

    def __get__(self, instance, owner=None):
        return self if instance is None else getattr(instance, self.name, self.default)

    def __set__(self, instance, value):
        if not isinstance(value, self.kind):
            raise TypeError(f"{self.name[1:]} must be {self.kind.__name__}")
        setattr(instance, self.name, value)

    def __delete__(self, instance):
        delattr(instance, self.name)


class Meta(type):
    registry = {}

    @classmethod
    def __prepare__(mcs, name, bases, **options):
        return {"prepared": sorted(options)}

    def __new__(mcs, name, bases, namespace, **options):
        cls = super().__new__(mcs, name, bases, namespace)
        mcs.registry[name] = options
        return cls

    def __init__(cls, name, bases, namespace, **options):
        super().__init__(name, bases, namespace)

    def __call__(cls, *args, **kwargs):
        instance = super().__call__(*args, **kwargs)
        instance.made_by = "meta"
        return instance

    def __instancecheck__(cls, instance):
        return instance == "magic" or super().__instancecheck__(instance)

    def __iter__(cls):
        return iter(["class", "iteration"])

    def __len__(cls):
        return 99


class Person(metaclass=Meta, table="people"):
    name = Typed(str)
    age = Typed(int, 0)

    def __init__(self, name, **rest):
        self.name = name
        for key, value in rest.items():
            setattr(self, key, value)


class Plugin:
    plugins = []

    def __init_subclass__(cls, /, tag=None, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.tag = tag
        Plugin.plugins.append(cls.__name__)

    def __class_getitem__(cls, item):
        return f"{cls.__name__}<{item}>"


class First(Plugin, tag="one"): pass
class Second(First): pass


class Vector:
    __slots__ = ("parts",)

    def __init__(self, *parts): self.parts = parts
    def __add__(self, other): return Vector(*map(operator.add, self.parts, other.parts)) if isinstance(other, Vector) else NotImplemented
    def __radd__(self, other): return self if other == 0 else NotImplemented
    def __mul__(self, k): return Vector(*(p * k for p in self.parts))
    __rmul__ = __mul__
    def __matmul__(self, other): return sum(map(operator.mul, self.parts, other.parts))
    def __neg__(self): return self * -1
    def __eq__(self, other): return isinstance(other, Vector) and self.parts == other.parts
    def __hash__(self): return hash(self.parts)
    def __bool__(self): return any(self.parts)
    def __getitem__(self, key): return Vector(*self.parts[key]) if isinstance(key, slice) else self.parts[key]
    def __len__(self): return len(self.parts)
    def __repr__(self): return f"Vector{self.parts}"
    def __format__(self, spec): return "(" + ", ".join(format(p, spec) for p in self.parts) + ")"
    def __iadd__(self, other): self.parts = (*self.parts, *other.parts); return self
    def __contains__(self, x): return x in self.parts
    def __reversed__(self): return Vector(*self.parts[::-1])
    def __abs__(self): return sum(p * p for p in self.parts) ** 0.5
    def __index__(self): return len(self.parts)
    def __divmod__(self, other): return "divmod", other
    def __rpow__(self, other): return ["rpow", other]
    def __round__(self, n=None): return Vector(*(round(p, n) for p in self.parts))
    def __complex__(self): return complex(*self.parts[:2])
    def __call__(self, *args, **kwargs): return [args, kwargs]


class Dynamic:
    def __init__(self): object.__setattr__(self, "log", [])
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        self.log.append("get " + name)
        return name.upper()
    def __setattr__(self, name, value): self.log.append(f"set {name}={value}")
    def __delattr__(self, name): self.log.append("del " + name)
    def __dir__(self): return ["b", "a"]


class A:
    def who(self): return ["A"]
class B(A):
    def who(self): return ["B", *super().who()]
class C(A):
    def who(self): return ["C", *super().who()]
class D(B, C):
    def who(self): return ["D", *super().who()]


class Abstract(abc.ABC):
    @property
    @abc.abstractmethod
    def size(self): ...

    @classmethod
    def __subclasshook__(cls, other):
        return True if hasattr(other, "quack") else NotImplemented


class Duck:
    def quack(self): pass


class Singleton:
    _instance = None

    def __new__(cls, *args):
        if cls._instance is None:
            cls._instance = super().__new__(cls)
        return cls._instance


class Lazy:
    def __init__(self, function): self.function = function
    def __set_name__(self, owner, name): self.name = name
    def __get__(self, instance, owner):
        value = instance.__dict__[self.name] = self.function(instance)
        return value


class Uses:
    computed = 0

    @Lazy
    def value(self):
        Uses.computed += 1
        return 42


class Inches(float):
    def __new__(cls, cm): return super().__new__(cls, cm / 2.54)


def attempt(action):
    try:
        return repr(action())
    except Exception as error:
        return f"{type(error).__name__}: {error}"


@task(name="main", compute="LOW")
def main():
    person = Person("Ada", age=36)
    v, w = Vector(1, 2), Vector(3, 4.5)
    u = v
    u += Vector(9)
    dynamic = Dynamic()
    got = [dynamic.foo, setattr(dynamic, "x", 1), delattr(dynamic, "y"), dir(dynamic)]
    made = type("Made", (A,), {"hello": lambda self: "made", "__doc__": "dynamic"})
    uses = Uses()
    return {
        "person": [person.name, person.age, person.made_by, Person.prepared, Meta.registry["Person"], attempt(lambda: setattr(person, "age", "x")), isinstance("magic", Person), list(Person), len(Person), type(Person.age).__name__],
        "delete": [attempt(lambda: delattr(person, "age")), person.age, attempt(lambda: delattr(person, "age")).split(":")[0]],
        "plugins": [Plugin.plugins, First.tag, Second.tag, Plugin[int], Second["x"]],
        "vector": [repr(Vector(1, 2) + w), repr(sum([w, w])), repr(2 * w), w @ w, repr(-w), repr(w[1:]), w[0], len(w), f"{w:.2f}", repr(u), v is u, 9 in v, repr(reversed(w)), abs(Vector(3, 4)), [1, 2, 3, 4][w], divmod(w, 1), 2 ** w, repr(round(Vector(1.26, 2), 1)), str(complex(w)), w(1, k=2), bool(Vector(0)), hash(Vector(1)) == hash(Vector(1)), len({Vector(1), Vector(1)})],
        "vector_errors": [attempt(lambda: w + 1), attempt(lambda: setattr(w, "z", 1)).split(" and")[0], attempt(lambda: w < v), attempt(lambda: iter(w) and list(w)), attempt(lambda: vars(w)).split(":")[0]],
        "dynamic": [got, dynamic.log],
        "mro": [D().who(), [c.__name__ for c in D.__mro__], attempt(lambda: type("Bad", (A, B), {})).splitlines()[0]],
        "abstract": [attempt(Abstract)[:55], issubclass(Duck, Abstract), isinstance(Duck(), Abstract), Abstract.__abstractmethods__ == {"size"}],
        "singleton": Singleton() is Singleton(),
        "made": [made().hello(), made.__doc__, made.__name__, made.__bases__[0].__name__, isinstance(made(), A)],
        "lazy": [uses.value, uses.value, Uses.computed],
        "inches": [round(Inches(254), 6), type(Inches(1) + 1).__name__],
        "bound": [person.__init__.__func__ is Person.__init__, attempt(lambda: A.who()), (A.who)(A()), D.who.__qualname__],
        "attributes": [hasattr(person, "zzz"), getattr(person, "zzz", 5), sorted(vars(person)), type(person).__name__, person.__class__ is Person, operator.attrgetter("name")(person), "__dict__" in dir(person)],
        "reassign": reassign(),
        "compare": [NotImplemented is not None, object() == object(), None == 0, "a" < "b" < "c", 1 < 2 > 1, not 1 == 2],
    }


def reassign():
    a = A()
    a.__class__ = B
    B.extra = property(lambda self: "patched")
    A.who, saved = (lambda self: ["patched"]), A.who
    try:
        return [a.who(), a.extra]
    finally:
        A.who = saved
        del B.extra

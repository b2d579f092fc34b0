"""What well-known libraries draw from generators while they are imported, for a purpose of their own.

A program that draws random numbers while it is loaded is loaded in each run (see ``generators``): two runs must not share
them. With a large library that costs seconds, and it is needless where it is known what the library takes and what for.
``_DRAWS`` has an entry for each such generator. It says what may have been taken from it, so that anything else that was
counts as ever, and what has to be drawn anew when a run starts.

An entry belongs here if nothing that the program computes, keeps or shows depends on which numbers the library got while
it was imported, or if drawing them anew later makes all that depends on them differ between runs. It never covers a
secret. A module of the program's own that has the name of one of these harms only that program.
"""

import random
import sys
from itertools import count, permutations
from types import ModuleType

#: Bound here, because programs may put something else in their place (see ``own``).
_Generator = random.Random
_shared = random._inst
_set_state, _get_bits = _Generator.setstate, _Generator.getrandbits
_modules = sys.modules


class _Draw:
    """What a library takes from one generator.

    ``generator`` and ``value`` are names in the module, or in a class of it; without a generator it is the one that
    ``random.random`` draws from. ``take`` draws what the library draws while it is imported; without it, whatever was
    drawn was for the library. ``again`` answers what takes the place of ``value`` in a run. It must take the same compute
    in every run: ``getrandbits`` does, ``randint`` does not.
    """

    def __init__(self, module, generator=None, take=None, value=None, kind=None, again=None):
        self.module, self.generator, self.take = module, generator, take
        self.value, self.kind, self.again = value, kind, again

    def explains(self, generator):
        """Whether its library is loaded, looks as it is known to, and has this generator."""
        try:
            own = _shared if self.generator is None else self._get(self.generator)
            return own is generator and (self.value is None or type(self._get(self.value)) is self.kind)
        except Exception:  # something else by that name
            return False

    def draw_again(self):
        if self.value is not None:
            generator = _shared if self.generator is None else self._get(self.generator)
            place, name = self._place_of(self.value)
            set_name = type.__setattr__ if isinstance(place, type) else ModuleType.__setattr__
            set_name(place, name, self.again(generator, vars(place)[name]))

    def _get(self, path):
        place, name = self._place_of(path)
        return vars(place)[name]

    def _place_of(self, path):
        """The module, or the class in it, that has a name."""
        place = _modules[self.module]
        *outer, name = path.split(".")
        for part in outer:
            place = vars(place)[part]
        if not isinstance(place, (ModuleType, type)):
            raise TypeError(path)
        return place, name


_DRAWS = (
    # Shuffles the facts that it wants to find out about a symbol. What it finds does not depend on the order, as the comment
    # there says.
    _Draw("sympy.core.random", "_assumptions_rng"),
    # Dummies of one name are told apart by numbers in a row, which starts anywhere, so that those of two processes differ.
    # A run's row starts higher than that of the import: it meets no dummy that was made by then.
    _Draw(
        "sympy.core.symbol", "Dummy._prng", lambda generator: generator.randint(10**6, 9 * 10**6),
        "Dummy._base_dummy_index", int, lambda generator, old: old + 10**6 + generator.getrandbits(23),
    ),
    # Numbers links in a row, which starts anywhere, for terminals to tell apart those of two processes.
    _Draw(
        "rich.style", None, lambda generator: generator.getrandbits(24),
        "_id_generator", count, lambda generator, old: count(generator.getrandbits(24)),
    ),
)

#: What was drawn while the program was loaded.
_drawn = []


def next_of(generator):
    """What a generator gives next, in enough bits to tell where it is."""
    return _get_bits(generator, 128)


def next_after(draws, state):
    """What a generator gives next that was in a state, and from which libraries drew."""
    generator = _Generator(0)
    _set_state(generator, state)
    for draw in draws:
        draw.take(generator)
    return next_of(generator)


def explain(generator, before, now):
    """Whether all that was taken from a generator since it had a state, until it gave ``now``, was for libraries.

    What they took is drawn anew later.
    """
    known = [draw for draw in _DRAWS if draw.explains(generator)]
    for draw in known:
        if draw.take is None:
            _drawn.append(draw)
            return True
    for size in range(1, len(known) + 1):
        for order in permutations(known, size):
            if next_after(order, before) == now:
                _drawn.extend(order)
                return True
    return False


def draw_again():
    """Draws what two runs must not share, when one starts."""
    for draw in _drawn:
        draw.draw_again()
    _drawn.clear()

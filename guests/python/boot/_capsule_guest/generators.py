"""Generators that a program makes while it is loaded: ``rng = random.Random()``, as many libraries have at module level.

Sandboxes that start from one snapshot would share what they were seeded with. So they get their seed when a run starts. A program
that takes numbers from one while it is loaded, or from the generator of ``random``, has drawn randomness like any other, and is
loaded in each run. What ``libraries`` knows of is an exception.
"""

import os
import random

from _capsule_guest import libraries

#: Bound here, because programs may put something else in their place.
_set_seed = random.Random.seed
_get_state = random.Random.getstate
_urandom = os.urandom
_shared = random._inst

#: The generators without a seed, each with its state before anything was taken from it.
_made = []
_shared_state = None
_is_loading = _was_read = False


def _seed(self, a=None, version=2):
    global _was_read
    if not _is_loading:
        return _set_seed(self, a, version)
    _was_read |= any(generator is self and _get_state(self) != state for generator, state in _made)
    _made[:] = [other for other in _made if other[0] is not self]
    if a is None:
        _set_seed(self, 0)
        _made.append((self, _get_state(self)))
    else:
        _set_seed(self, a, version)


def _getstate(self):
    # A state is good for taking numbers, and for putting it back so that nothing seems to be taken.
    global _was_read
    _was_read |= _is_loading and (self is _shared or any(other is self for other, _ in _made))
    return _get_state(self)


#: What ``random.getstate`` is, and what it is while a program is loaded.
_get_shared_state, _watched_shared_state = random.getstate, _getstate.__get__(_shared)


def begin():
    """Puts seeding off: what a program makes from now on has no seed yet."""
    global _is_loading, _shared_state
    _is_loading = True
    _shared_state = _get_state(_shared)
    random.Random.seed, random.Random.getstate, random.getstate = _seed, _getstate, _watched_shared_state


def end():
    """Lets seeding be as it is; whether the program took anything from a generator without a seed of its own."""
    global _is_loading
    _is_loading = False
    if random.Random.seed is _seed:
        random.Random.seed = _set_seed
    if random.Random.getstate is _getstate:
        random.Random.getstate = _get_state
    if random.getstate is _watched_shared_state:
        random.getstate = _get_shared_state
    return _was_read or any(
        _get_state(generator) != state and not libraries.explain(generator, state)
        for generator, state in [(_shared, _shared_state), *_made]
    )


def seed_all():
    """Seeds what was made without a seed, and draws anew what libraries had drawn."""
    for generator, _ in _made:
        # The byte in front gives each seed the same length, so that using it takes the same compute in every run.
        _set_seed(generator, int.from_bytes(b"\1" + _urandom(32)))
    _made.clear()
    libraries.draw_again()

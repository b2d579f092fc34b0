"""Generators that a program makes while it is loaded: ``rng = random.Random()``, as many libraries have at module level.

Sandboxes that start from one snapshot would share what they were seeded with. So they get their seed when a run starts. A program
that takes numbers from one while it is loaded has drawn randomness like any other, and is loaded in each run.
"""

import os
import random

#: Bound here, because programs may put something else in their place.
_set_seed = random.Random.seed
_get_state = random.Random.getstate
_urandom = os.urandom

_made = []
_is_loading = _was_read = False


def _seed(self, a=None, version=2):
    if not _is_loading:
        return _set_seed(self, a, version)
    _made[:] = [other for other in _made if other[0] is not self]
    if a is None:
        _set_seed(self, 0)
        _made.append((self, _get_state(self)))
    else:
        _set_seed(self, a, version)


def _getstate(self):
    global _was_read
    _was_read |= _is_loading and any(other is self for other, _ in _made)
    return _get_state(self)


def begin():
    """Puts seeding off: what a program makes from now on has no seed yet."""
    global _is_loading
    _is_loading = True
    random.Random.seed, random.Random.getstate = _seed, _getstate


def end():
    """Lets seeding be as it is; whether anything was taken from a generator without a seed."""
    global _is_loading
    _is_loading = False
    if random.Random.seed is _seed:
        random.Random.seed = _set_seed
    if random.Random.getstate is _getstate:
        random.Random.getstate = _get_state
    return _was_read or any(_get_state(generator) != state for generator, state in _made)


def seed_all():
    """Seeds what was made without a seed."""
    for generator, _ in _made:
        # The byte in front gives each seed the same length, so that using it takes the same compute in every run.
        _set_seed(generator, int.from_bytes(b"\1" + _urandom(32)))
    _made.clear()

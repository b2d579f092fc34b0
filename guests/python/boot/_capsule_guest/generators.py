"""Generators that a program makes while it is loaded: ``rng = random.Random()``, as many libraries have at module level.

Sandboxes that start from one snapshot would share what they were seeded with. So they get their seed when a run starts. A program
that takes numbers from one while it is loaded, or from the generator of ``random``, has drawn randomness like any other, and is
loaded in each run. What ``libraries`` knows of is an exception.
"""

import os
import random

from _capsule_guest import libraries

#: Bound here, because programs may put something else in their place.
_Generator = random.Random
_set_seed = _Generator.seed
_get_state = _Generator.getstate
_urandom = os.urandom
_shared = random._inst

#: The generators without a seed. Each has that of ``_UNSEEDED`` until a run starts.
_made = []
_is_loading = _was_read = False

# A state is 624 numbers. They are objects that fill holes all over the heap, so that a program which keeps one costs each of its
# runs 400 pages more. So states are taken when the image is made, and what a generator gives next is compared instead.
_UNSEEDED = _get_state(_Generator(0))
_NEXT_UNSEEDED = libraries.next_after((), _UNSEEDED)

#: The state of ``random`` in the image, and what comes next from it. See ``remember_image``.
_shared_state = _next_shared = None


def remember_image():
    """Notes the state that ``random`` has when a program is loaded. Called last."""
    global _shared_state, _next_shared
    _shared_state = _get_state(_shared)
    _next_shared = libraries.next_after((), _shared_state)


def _seed(self, a=None, version=2):
    global _was_read
    if not _is_loading:
        return _set_seed(self, a, version)
    if any(generator is self for generator in _made):
        _was_read |= _get_state(self) != _UNSEEDED
        _made[:] = [generator for generator in _made if generator is not self]
    if a is None:
        _set_seed(self, 0)
        _made.append(self)
    else:
        _set_seed(self, a, version)


def _getstate(self):
    # A state is good for taking numbers, and for putting it back so that nothing seems to be taken.
    global _was_read
    _was_read |= _is_loading and (self is _shared or any(other is self for other in _made))
    return _get_state(self)


#: What ``random.getstate`` is, and what it is while a program is loaded.
_get_shared_state, _watched_shared_state = random.getstate, _getstate.__get__(_shared)


def begin():
    """Puts seeding off: what a program makes from now on has no seed yet."""
    global _is_loading
    _is_loading = True
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
    return (
        _was_read
        or _was_drawn_from(_shared, _shared_state, _next_shared)
        or any(_was_drawn_from(generator, _UNSEEDED, _NEXT_UNSEEDED) for generator in _made)
    )


def _was_drawn_from(generator, before, next_before):
    """Whether a generator moved on, and not for a library. It is moved on by asking: each has a seed before anybody else does."""
    now = libraries.next_of(generator)
    return now != next_before and not libraries.explain(generator, before, now)


def seed_all():
    """Seeds what was made without a seed, and draws anew what libraries had drawn."""
    for generator in _made:
        # The byte in front gives each seed the same length, so that using it takes the same compute in every run.
        _set_seed(generator, int.from_bytes(b"\1" + _urandom(32)))
    _made.clear()
    libraries.draw_again()

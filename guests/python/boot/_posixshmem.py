"""Named shared memory, for multiprocessing: there is nobody in a sandbox to share it with."""

from _capsule_guest.processes import refuse as shm_open
from _capsule_guest.processes import refuse as shm_unlink

__all__ = ["shm_open", "shm_unlink"]

"""What CPython's multiprocessing needs from C. There is one process in a sandbox, and nobody to share a semaphore with."""

from _capsule_guest.processes import refuse as sem_unlink

flags = {}


class SemLock:
    SEM_VALUE_MAX = 2**31 - 1

    __new__ = staticmethod(sem_unlink)

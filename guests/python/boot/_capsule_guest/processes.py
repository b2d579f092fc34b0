"""What a sandbox does not have because it is one process: its functions say so."""

import errno
import os
import posix
import signal

from _capsule_guest.missing import PROCESSES

#: Functions of ``os`` that begin, replace or wait for processes, or hand a process another identity.
_NAMES = (
    "fork", "forkpty", "execv", "execve", "system", "popen", "kill", "killpg",
    "posix_spawn", "posix_spawnp", "spawnv", "spawnve", "spawnvp", "spawnvpe", "spawnl", "spawnle", "spawnlp", "spawnlpe",
    "execl", "execle", "execlp", "execlpe", "execvp", "execvpe",
)


def refuse(*_, **__):
    raise PermissionError(errno.EPERM, PROCESSES)


def kill(pid, signum, /):
    """Kill a process with a signal: there is only this one."""
    if pid != os.getpid():
        refuse()
    if signum:
        signal.raise_signal(signum)


def install():
    for name in _NAMES:
        if hasattr(os, name):
            setattr(os, name, refuse)
        if hasattr(posix, name):
            setattr(posix, name, refuse)
    posix.kill = os.kill = kill

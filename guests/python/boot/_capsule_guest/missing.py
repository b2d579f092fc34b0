"""What a sandbox does not have says so in plain words, instead of failing somewhere deep inside."""

import _thread
import errno
import importlib.abc
import importlib.machinery
import os
import signal
import subprocess
import sys
import threading

from _capsule_guest import foreign

_THREADS = (
    "threads are not available in a Capsule sandbox: use asyncio, "
    "or other tasks, which run in sandboxes of their own"
)
PROCESSES = "processes are not available in a Capsule sandbox"
_TIMERS = "interval timers and alarms are not available in a Capsule sandbox: use asyncio"


def _raises(error, *arguments):
    def refuse(*_, **__):
        raise error(*arguments)

    return refuse


def _no_thread(*_, **__):
    raise RuntimeError(_THREADS)


def _patch_process(module):
    module.BaseProcess.start = _raises(OSError, errno.EPERM, PROCESSES)


#: What is done to modules of the standard library that are not part of the image, when a program imports them.
_LATER = {
    "multiprocessing.process": _patch_process,
    "ctypes": foreign.refuse_functions,
    "ctypes.util": foreign.find_no_library,
}


class _PatchingFinder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        patch = _LATER.get(name)
        if patch is None:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and (spec.origin or "").startswith("/lib/python"):
            execute = spec.loader.exec_module

            def exec_module(module):
                execute(module)
                patch(module)

            spec.loader.exec_module = exec_module
        return spec


def install():
    for module, names in (
        (_thread, ("start_new_thread", "start_new", "start_joinable_thread")),
        (threading, ("_start_joinable_thread",)),
    ):
        for name in names:
            setattr(module, name, _no_thread)
    refuse_process = _raises(OSError, errno.EPERM, PROCESSES)
    subprocess.Popen.__init__ = refuse_process
    subprocess.Popen.__del__ = lambda self: None
    os.system = refuse_process
    for name in ("kill", "killpg"):
        if hasattr(os, name):
            setattr(os, name, refuse_process)
    refuse_timer = _raises(OSError, errno.ENOSYS, _TIMERS)
    refuse_timer.__module__ = "signal"
    for name in ("alarm", "setitimer", "getitimer", "pause"):
        setattr(signal, name, refuse_timer)
    for which, name in enumerate(("ITIMER_REAL", "ITIMER_VIRTUAL", "ITIMER_PROF")):
        setattr(signal, name, which)
    signal.ItimerError = OSError
    sys.meta_path.insert(0, _PatchingFinder())

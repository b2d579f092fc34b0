"""CPython keeps its decimal in pure Python here. A sandbox has the one in C alone, which is the same to whoever uses it."""

from decimal import *
from decimal import HAVE_CONTEXTVAR, HAVE_THREADS, __libmpdec_version__, __version__

__all__ = [name for name in dir() if not name.startswith("_")]

"""CPython keeps its ZoneInfo in pure Python here. A sandbox has the one in C alone, which is the same to whoever uses it."""

from _zoneinfo import ZoneInfo

__all__ = ["ZoneInfo"]

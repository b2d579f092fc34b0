"""A package beside the programs."""

from .prices import price_of
from .inner import helper

__all__ = ["price_of", "helper"]
__version__ = "1.2"
LOADED = [__name__, __package__]


def __getattr__(name):
    if name == "lazy":
        return "made when asked for"
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

"""What notebooks import of IPython, for code that was written for one. Capsule's ``display`` is behind it."""

from IPython import display

__all__ = ["display", "get_ipython"]


def get_ipython():
    """There is no IPython shell."""
    return None

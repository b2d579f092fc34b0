"""Finds the program ``capsule``."""

from __future__ import annotations

import os
from importlib import metadata

#: Where a wheel for a platform puts it (backend/capsule_build.py).
_INSTALLED = "libexec/capsule/capsule"


def find(path: str) -> str:
    """The program at a path; for the bare name ``capsule`` the one that came with this package, and without one that of PATH."""
    return (_installed() if path == "capsule" else None) or path


def _installed() -> str | None:
    try:
        files = metadata.distribution("capsule-run").files or []
    except metadata.PackageNotFoundError:
        return None
    # Relative to site-packages, as the layout of the installation has it; in one of ``pip --target`` the records are of another layout.
    recorded = [os.fspath(file.locate()) for file in files if file.as_posix().endswith(_INSTALLED)]
    beside = os.path.join(os.path.dirname(os.path.dirname(__file__)), _INSTALLED) if recorded else ""
    return next((os.path.realpath(path) for path in [*recorded, beside] if os.access(path, os.X_OK)), None)

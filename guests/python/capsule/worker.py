"""``run_with_worker`` and ``close_all``, which ``capsule`` has as well."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from capsule_run import close_all as close_all
    from capsule_run import run_with_worker as run_with_worker


def __getattr__(name: str) -> Any:
    if name not in ("close_all", "run_with_worker"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import capsule

    return getattr(capsule, name)

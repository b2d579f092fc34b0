"""Waiting for times and for signals from outside. In a durable run the sandbox is dropped meanwhile."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from capsule._calls import _host

_UNITS = {"d": 86_400.0, "h": 3_600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
_FORM = re.compile(r"(?:([0-9.]+)d)?(?:([0-9.]+)h)?(?:([0-9.]+)m)?(?:([0-9.]+)s)?(?:([0-9.]+)ms)?", re.ASCII | re.IGNORECASE)


async def sleep(duration: str | float) -> None:
    """Waits for a time such as ``"500ms"``, ``"30s"``, ``"1h30m"`` or ``"2d"``, or a number of seconds."""
    seconds = _seconds(duration)
    if _host is None:
        await asyncio.sleep(seconds)
    else:
        await _host.call_async("run.sleep", seconds=seconds)


async def wait_for_signal(name: str, timeout: str | float | None = None) -> Any:
    """Waits until somebody sends the run a signal (``capsule signal RUN NAME JSON``), and gives what was sent with it.

    Raises ``TimeoutError`` if it does not come within ``timeout``, a time as ``sleep`` takes.
    """
    if _host is None:
        raise RuntimeError("signals reach a run of Capsule: run the program with 'capsule run'")
    return await _host.call_async("run.signal", name=name, timeout=None if timeout is None else _seconds(timeout))


def _seconds(duration: str | float) -> float:
    if isinstance(duration, (int, float)) and not isinstance(duration, bool):
        seconds = float(duration)
    else:
        seconds = _read(duration) if isinstance(duration, str) else -1.0
    if not 0 <= seconds <= 3650 * 86_400:
        raise ValueError(f'{duration!r} is no time; use "500ms", "30s", "5m", "1h30m", "2d", or a number of seconds')
    return seconds


def _read(text: str) -> float:
    match = _FORM.fullmatch(text.strip())
    if match is None or not text.strip():
        try:
            return float(text)
        except ValueError:
            return -1.0
    try:
        return sum(float(part) * unit for part, unit in zip(match.groups(), _UNITS.values()) if part)
    except ValueError:
        return -1.0

"""Tasks of the project's other programs, in whatever language they are written.

    from capsule import program, task

    charts = program("charts.ts")  # programs = ["charts.ts"] in [workflow] of capsule.toml

    @task
    def main(rows: list) -> str:
        return charts.render(rows).unwrap()
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from capsule import _calls
from capsule._calls import TaskHandle, TaskMap
from capsule._results import TaskResult


class ProgramTask:
    """A task of another program. Called, it runs in a sandbox of its own, and the call gives its envelope."""

    __slots__ = ("_file", "_name")

    def __init__(self, file: str, name: str) -> None:
        self._file = file
        self._name = name

    def __call__(self, *args: Any, **kwargs: Any) -> TaskResult[Any]:
        return self.start(*args, **kwargs).result()

    def start(self, *args: Any, **kwargs: Any) -> TaskHandle[Any]:
        """Starts the task and goes on. The handle has its ``result()``, can be awaited, and can ``cancel()`` it."""
        return _calls.start_elsewhere(self._file, self._name, args, kwargs)

    def map(self, items: Iterable[Any], *, concurrency: int | None = None) -> TaskMap[Any]:
        """Calls the task once for each item, all at the same time or so many as ``concurrency`` says."""
        return TaskMap(self.start, items, concurrency)

    def __repr__(self) -> str:
        return f"<task {self._name!r} of {self._file}>"


class Program:
    """Another program of the project. Its attributes are its tasks; ``program["name"]`` is one whose name is no identifier."""

    __slots__ = ("_file",)

    def __init__(self, file: str) -> None:
        self._file = file

    def __getitem__(self, name: str) -> ProgramTask:
        return ProgramTask(self._file, name)

    def __getattr__(self, name: str) -> ProgramTask:
        if name.startswith("__"):
            raise AttributeError(f"{self!r} has no attribute {name!r}")
        return ProgramTask(self._file, name)

    def __repr__(self) -> str:
        return f"<program {self._file}>"


def program(file: str) -> Program:
    """Another program of the project, one of ``programs`` in ``[workflow]`` of capsule.toml, by its path there."""
    if not isinstance(file, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"program() takes the path of a file as text, not {file!r}")
    return Program(file)

"""Runs declared tasks by name, for programs that were written for it: Capsule itself does not need it.

    from capsule import exports

    exports.run('{"task_name": "main", "args": ["Ada"]}')        '{"result": "Hello Ada"}'

The task runs here, in this interpreter, without a sandbox of its own. To run it in one, call it.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

from capsule import _task

__all__ = ["TaskRunner", "exports", "get_task", "get_task_config", "register_task"]


def register_task(name: str, func: Callable[..., Any], config: Mapping[str, Any] | None = None) -> None:
    """Declares a function as a task, as the decorator does."""
    options: dict[str, Any] = {**(config or {}), "name": name}
    _task.task(**options)(func)


def get_task(name: str) -> Callable[..., Any] | None:
    """The function of a task, or None."""
    found = _find(name)
    return None if found is None else found.function


def get_task_config(name: str) -> dict[str, Any]:
    """What a task declares."""
    found = _find(name)
    return {} if found is None else {"name": found.name, **found.options}


class TaskRunner:
    """Runs tasks from JSON to JSON."""

    def run(self, args_json: str) -> str:
        """Runs a task.

        args_json: an object with ``task_name`` (``main`` by default), ``args`` and ``kwargs``. Where there is no task of
        that name, it is ``main``, else the first that was declared.

        Gives ``{"result": …}``, or ``{"error_type": "task_error", "message": …}``, or ``{"error": …}`` when there is no task.
        """
        try:
            call = json.loads(args_json)
            function = get_task(call.get("task_name", "main")) or get_task("main") or _plain_main() or _first()
            if function is None:
                return json.dumps({"error": "No tasks or main() function found."})
            result = function(*call.get("args", []), **call.get("kwargs", {}))
            return json.dumps({"result": asyncio.run(result) if inspect.iscoroutine(result) else result})
        except Exception as error:
            return json.dumps({"error_type": "task_error", "message": str(error)})


#: The one that programs export.
exports = TaskRunner()


def _find(name: str) -> _task.Task[..., Any] | None:
    return next((task for task in _task.registry if task.name == name), None)


def _first() -> Callable[..., Any] | None:
    return _task.registry[0].function if _task.registry else None


def _plain_main() -> Callable[..., Any] | None:
    main = getattr(sys.modules.get("__main__"), "main", None)
    return main if callable(main) else None

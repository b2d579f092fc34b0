"""Capsule: run each task of a program in a sandbox of its own.

    from capsule import task

    @task(name="main", compute="LOW", ram="64MB")
    def main() -> str:
        return "Hello from Capsule!"

Run it with ``capsule run hello.py``. Under plain Python the functions just run.
"""

from capsule._calls import TaskHandle, TaskMap, gather
from capsule._events import sleep, wait_for_signal
from capsule._results import TaskError, TaskResult
from capsule._task import Task, task

__all__ = ["Task", "TaskError", "TaskHandle", "TaskMap", "TaskResult", "gather", "sleep", "task", "wait_for_signal"]

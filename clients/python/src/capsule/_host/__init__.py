"""Runs tasks in sandboxes from a program outside of them, by means of ``capsule worker``."""

from capsule._host.connection import WorkerError
from capsule._host.default import run, run_sync
from capsule._host.envelope import Envelope, Execution, Failure
from capsule._host.worker import Worker

__all__ = ["Envelope", "Execution", "Failure", "Worker", "WorkerError", "run", "run_sync"]

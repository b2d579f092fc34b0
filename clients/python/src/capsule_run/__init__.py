"""Runs tasks in sandboxes from a program outside of them, by means of ``capsule worker``."""

from capsule_run.connection import WorkerError
from capsule_run.default import run, run_sync
from capsule_run.envelope import Envelope, Execution, Failure
from capsule_run.worker import Worker

__all__ = ["Envelope", "Execution", "Failure", "Worker", "WorkerError", "run", "run_sync"]

"""Runs tasks and sessions in sandboxes from a program outside of them, by means of ``capsule worker``."""

from capsule_run.cell import Cell, CellError, Display, Text
from capsule_run.connection import WorkerError
from capsule_run.default import run, run_sync
from capsule_run.envelope import Envelope, Execution, Failure
from capsule_run.session import Session
from capsule_run.session_request import SessionError, SessionFile, SessionLostError, Snapshot
from capsule_run.session_sync import SessionSync
from capsule_run.worker import Worker

__all__ = [
    "Cell", "CellError", "Display", "Envelope", "Execution", "Failure", "Session", "SessionError", "SessionFile",
    "SessionLostError", "SessionSync", "Snapshot", "Text", "Worker", "WorkerError", "run", "run_sync",
]

"""Runs tasks and sessions in sandboxes from a program outside of them, by means of ``capsule worker``."""

from capsule_run.cell import Cell, CellError, Display, Text
from capsule_run.connection import WorkerError
from capsule_run.default import close_all, run, run_sync, run_with_worker
from capsule_run.envelope import Envelope, ErrorInfo, Execution, ExecutionInfo, Failure, HostRequest, RunnerResult
from capsule_run.request import RunnerOptions
from capsule_run.session import Session
from capsule_run.session_request import SessionError, SessionFile, SessionLostError, Snapshot
from capsule_run.session_sync import SessionSync
from capsule_run.worker import Worker

__all__ = [
    "Cell", "CellError", "Display", "Envelope", "ErrorInfo", "Execution", "ExecutionInfo", "Failure", "HostRequest", "RunnerOptions",
    "RunnerResult", "Session", "SessionError", "SessionFile", "SessionLostError", "SessionSync", "Snapshot", "Text", "Worker",
    "WorkerError", "close_all", "run", "run_sync", "run_with_worker",
]

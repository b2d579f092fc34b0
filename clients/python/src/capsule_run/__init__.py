"""Runs tasks and sessions in sandboxes from a program outside of them, by means of ``capsule worker``."""

from capsule_run.cell import Cell, CellError, Display, Text, WrittenFile
from capsule_run.client import Client, ServerRun
from capsule_run.connection import WorkerError
from capsule_run.default import close_all, get_run, list_runs, resume_run, run, run_sync, run_with_worker, start_run
from capsule_run.envelope import Envelope, ErrorInfo, Execution, ExecutionInfo, Failure, HostRequest, RunnerResult
from capsule_run.errors import (
    InvalidResultError, ProgramError, TaskCancelledError, TaskLimitError, TaskPermissionError, TaskRaisedError, TaskTimeoutError,
)
from capsule_run.http_connection import ServerError
from capsule_run.request import RunnerOptions
from capsule_run.runs import RunHandle, RunInfo
from capsule_run.session import Session
from capsule_run.session_request import SessionError, SessionFile, SessionLostError, Snapshot
from capsule_run.session_sync import SessionSync
from capsule_run.tools import HostTool, ToolCall, current_tool_call
from capsule_run.worker import Worker

#: The version of this package, and of the Capsule that it belongs to.
__version__ = "0.1.0"

__all__ = [
    "Cell", "CellError", "Client", "Display", "Envelope", "ErrorInfo", "Execution", "ExecutionInfo", "Failure", "HostRequest", "HostTool",
    "InvalidResultError", "ProgramError", "RunHandle", "RunInfo", "RunnerOptions", "RunnerResult", "ServerError", "ServerRun", "Session", "SessionError",
    "SessionFile", "SessionLostError", "SessionSync", "Snapshot", "TaskCancelledError", "TaskLimitError", "TaskPermissionError",
    "TaskRaisedError", "TaskTimeoutError", "Text", "ToolCall", "Worker", "WorkerError", "WrittenFile", "__version__", "close_all",
    "current_tool_call", "get_run", "list_runs", "resume_run", "run", "run_sync", "run_with_worker", "start_run",
]

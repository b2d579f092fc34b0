"""The documented forms of runs and sessions: they type-check, and what must not does not."""

import os
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict

from typing_extensions import assert_type

import capsule_run
from capsule import (
    Cell, CellError, Envelope, HostTool, InvalidResultError, RunHandle, RunInfo, RunnerOptions, RunnerResult, Session, SessionError, SessionLostError, SessionSync,
    TaskError, TaskRaisedError, TaskTimeoutError, Worker, WorkerError, close_all, get_run, list_runs,
    resume_run, run, run_sync, run_with_worker, start_run,
)
from capsule_run import Display, Failure, Text, ToolCall

assert_type(capsule_run.__version__, str)


@dataclass
class Report:
    words: int


class Point(TypedDict):
    x: int


async def runs() -> None:
    result = await run(file="hello.py")
    assert_type(result, Envelope)
    assert_type(result["success"], bool)
    assert_type(result["error"], Failure | None)
    assert_type(result["execution"]["ram_used"], int)
    print(result["result"] if result["success"] else result["error"], result.get("result"), result.execution["retries"])
    assert_type(result.unwrap(), Any)
    assert_type(result.raise_for_error(), Envelope)

    typed = await run(file=Path("hello.py"), args=["Ada"], kwargs={"a": 1}, result_type=Report)
    assert_type(typed, Envelope[Report])
    assert_type(typed.unwrap(), Report)
    assert_type(typed.unwrap(Point), Point)
    assert_type((await run(source="", result_type=list[int])).unwrap(), list[int])
    assert_type((await run(source="", result_type=dict[str, Report])).unwrap(), dict[str, Report])
    print((await run(source="", result_type=int | None)).unwrap())

    await run(
        artifact=Path("a.wasm"), task="summarize", mounts=["./data", "/srv/out::out:rw"], cwd=os.curdir, compute="LOW", ram="64MB",
        timeout=2.5, max_output=1 << 20, max_retries=2, packages=["numpy>=2"],
        on_output=lambda text, stream: print(stream, text, end=""), capsule_path="/opt/capsule/capsule",
    )
    try:
        run_sync(file="hello.py", result_type=Report).unwrap()
    except TaskRaisedError as error:
        print(error.exception, error.traceback)
    except (TaskTimeoutError, InvalidResultError, WorkerError):
        pass
    except TaskError as error:
        print(error.error_type, error.message, error.result["execution"])

    options: RunnerOptions = {"file": "hello.py", "args": [1]}
    older: RunnerResult = await run_with_worker(**options)
    print(older["result"])
    async with Worker(max_concurrent=8) as worker:
        assert_type((await worker.run(file="hello.py", result_type=Report)).unwrap(), Report)
        assert_type(worker.run_sync(file="hello.py"), Envelope)
    await close_all()

    await run(fil="hello.py")  # pyright: ignore[reportCallIssue]
    await run(file=1)  # pyright: ignore[reportArgumentType]
    print((await run(file="hello.py", result_type=Report)).unwrap().wrods)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownArgumentType]


async def sessions() -> None:
    async with Session(
        ram="128MB", timeout="10s", mounts=["./data"], allowed_files=["./docs", {"path": "./data", "mode": "rw"}],
        allowed_hosts=["api.example.com"], env_variables=["LANG"], secrets={"API_KEY": ["api.example.com"]}, site_packages=".venv",
    ) as session:
        cell = await session.run("x = 20", compute="LOW", timeout=1, on_output=print)
        assert_type(cell, Cell)
        print(cell.value, cell.stdout, cell.bytes_of("image/png"))
        assert_type(cell.unwrap(Report), Report)
        assert_type(cell.unwrap(list[int]), list[int])
        await session.write_file("data.csv", b"a,b\n")
        snapshot = await session.snapshot()
        async with await session.fork() as fork:
            await fork.restore(snapshot)
        async with aclosing(session.stream("x")) as parts:
            async for part in parts:
                assert_type(part, Text | Display | Cell)
        try:
            cell.raise_for_error()
        except CellError as error:
            print(error.cell.error, error.error_type)
        except (SessionError, SessionLostError):
            pass
    Session(nope=1)  # pyright: ignore[reportCallIssue]


def lookup(id: str, times: int = 1) -> list[str]:
    return [id] * times


async def approve(call: ToolCall) -> bool:
    return call.arguments["id"] == "1"


async def tools() -> None:
    await run(source="", tools=[lookup, HostTool(lookup, name="find", timeout="10s", max_calls=3, max_result_bytes="1MB", approve=approve)])
    run_sync(source="", tools=[HostTool(lookup, approve=lambda call: call.tool == "lookup")])
    async with Session(tools=[lookup]) as session:
        await session.run("from capsule import tools; tools.lookup('1')")
    await run(source="", tools=[1])  # pyright: ignore[reportArgumentType]


async def durable() -> None:
    handle = await start_run(file="order.py", args=[7], key="order 7", tools=[lookup], result_type=Report)
    assert_type(handle, RunHandle[Report])
    assert_type(await handle.info(), RunInfo)
    await handle.signal("approved", {"by": "Ada"})
    assert_type((await handle.result()).unwrap(), Report)
    assert_type(await handle.resume(tools=[lookup]), RunHandle[Report])
    for info in await list_runs(status="waiting", open=True, limit=10):
        print(info.created.year, info.awaited_signal)
    await (await get_run("order 7")).cancel()
    await resume_run(handle.id, cwd=".", accept_changes=True)
    print((await run(file="order.py", durable=True, key="k")).run_id)
    await list_runs(status="over")  # pyright: ignore[reportArgumentType]


def synchronous() -> None:
    with SessionSync(ram="128MB") as session:
        assert_type(session.run("1"), Cell)
        for part in session.stream("1"):
            print(part)

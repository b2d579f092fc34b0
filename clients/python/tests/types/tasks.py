"""The documented forms of tasks: they type-check, and what must not does not."""

from typing_extensions import assert_type

from capsule import Task, TaskError, TaskResult, gather, sleep, task, wait_for_signal


@task(
    name="main",
    compute="LOW",
    ram="64MB",
    timeout="30s",
    max_output="64KB",
    retry={"max": 5, "backoff": "exponential", "initial": "1s", "max_delay": "1m", "jitter": True, "on": ["timeout"]},
    allowed_files=["./docs", {"path": "./data", "mode": "read-write"}],
    allowed_hosts=["api.example.com", "*.example.org"],
    env_variables=["LANGUAGE"],
    secrets={"API_KEY": ["api.example.com"], "TOKEN": {"hosts": ["api.example.com"], "in": ["headers", "body"]}},
    tools=["lookup"],
)
def main(n: int) -> str:
    result = double(n)
    assert_type(result, TaskResult[int])
    assert_type(result.unwrap(), int)
    assert_type(double.start(2).result(), TaskResult[int])
    for doubled in double.map([1, 2], concurrency=2).result():
        assert_type(doubled, TaskResult[int])
    try:
        return str(result.unwrap())
    except TaskError as error:
        return error.error_type


@task("double", compute=1_000_000, secrets={"API_KEY": ["api.example.com"]}, allowed_files=[{"path": "./data", "mode": "rw"}])
def double(n: int) -> int:
    return 2 * n


@task(compute="2000000", ram=64_000_000, timeout=2.5, max_retries=1)
async def words(text: str, *, lower: bool = False) -> list[str]:
    await sleep("5s")
    await wait_for_signal("approved", timeout="1h")
    return (text.lower() if lower else text).split()


@task
async def both() -> None:
    result = await words("a b", lower=True)
    assert_type(result, TaskResult[list[str]])
    assert_type(await words.start("a"), TaskResult[list[str]])
    assert_type(await gather(words.start("a"), words.start("b")), list[TaskResult[list[str]]])
    assert_type((await words.map(["a"]))[0].unwrap(), list[str])


class Plain:
    def unannotated(self, result: TaskResult, declared: Task[[int], int]) -> None:
        assert_type(declared(1), TaskResult[int])
        print(result["result"], result.error, result.execution["ram_used"])


double("two")  # pyright: ignore[reportArgumentType]
double.start()  # pyright: ignore[reportCallIssue]
words(1)  # pyright: ignore[reportCallIssue, reportArgumentType]


@task(retries=3)  # pyright: ignore[reportCallIssue, reportUntypedFunctionDecorator]
def misspelled() -> None: ...


@task(compute="LOW", allowed_files=[{"path": "./data", "mode": "write"}])  # pyright: ignore[reportArgumentType]
def mistyped() -> None: ...

import asyncio
import enum
import json
import logging
import threading
import time
import unittest
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any, Literal, NamedTuple, TypedDict

from capsule import Envelope, HostTool, Session, SessionSync, ToolError, Worker, run, run_sync
from capsule_run import ToolCall, current_tool_call
from capsule_run.schema import signature_of
from tests import CAPSULE

PRELUDE = "from capsule import task, tools, ToolError\nimport asyncio, time\n@task(name='main', compute='HIGH')\n"


@dataclass
class Person:
    name: str
    age: int = 0
    friends: "list[Person] | None" = None


class Level(enum.Enum):
    LOW = "low"


class Filters(TypedDict, total=False):
    limit: int


class Pair(NamedTuple):
    a: int


def lookup(id: str, times: int = 1) -> list[str]:
    """Looks something up."""
    return [id] * times


class ToolTests(unittest.TestCase):
    def go(self, test: Coroutine[Any, Any, None]) -> None:
        asyncio.run(test)

    def call(self, body: str, *tools: Callable[..., Any] | HostTool) -> Envelope:
        lines = "".join(f"    {line}\n" for line in body.splitlines())
        return run_sync(source=f"{PRELUDE}def main():\n{lines}", tools=tools, capsule_path=CAPSULE)

    def error_of(self, body: str, *tools: Callable[..., Any] | HostTool) -> str:
        error = self.call(body, *tools).error
        assert error is not None
        return error["message"]

    def test_a_task_calls_functions_of_the_program(self) -> None:
        envelope = self.call("return [tools.lookup('7'), tools.lookup(id='8', times=2), dir(tools)]", lookup)
        self.assertEqual([["7"], ["8", "8"], ["lookup"]], envelope.unwrap())

    def test_functions_get_and_give_values_of_their_types(self) -> None:
        seen: list[Any] = []

        def greet(person: Person, level: Level, pair: Pair, filters: Filters, mode: Literal["a", "b"] = "a") -> Person:
            seen.append((person, level, pair, filters, mode))
            return Person("Grace", 85, [person])

        envelope = self.call("return tools.greet({'name': 'Ada', 'later': 1}, 'low', [1], {'limit': 3})", greet)
        self.assertEqual({"name": "Grace", "age": 85, "friends": [{"name": "Ada", "age": 0, "friends": None}]}, envelope.unwrap())
        self.assertEqual([(Person("Ada"), Level.LOW, Pair(1), {"limit": 3}, "a")], seen)

    def test_what_does_not_fit_never_reaches_the_function(self) -> None:
        called: list[int] = []

        def add(a: int, pair: Pair = Pair(1)) -> None:
            called.append(a)

        for call, message in [
            ("tools.add('1')", "ValueError: tools.add: 'a' takes integer, not \"1\""),
            ("tools.add()", "ValueError: tools.add: the argument 'a' is missing"),
            ("tools.add(1, c=2)", "ValueError: tools.add: there is no argument 'c'"),
            ("tools.add(1, ['x'])", "ValueError: tools.add: 'pair'[0]: expected 'int', not 'x'"),
            ("tools.other()", "PermissionError: [Errno 2] the task may use no tool 'other'; it may use add"),
        ]:
            with self.subTest(call=call):
                self.assertIn(message, self.error_of(call, add))
        self.assertEqual([], called)

    def test_only_what_is_meant_for_the_sandbox_is_told_of_a_failure(self) -> None:
        def told() -> None:
            raise ToolError("no such customer")

        def hidden() -> None:
            raise RuntimeError("password=hunter2")

        def unspeakable() -> object:
            return object()

        def endless() -> float:
            return float("nan")

        self.assertEqual("ToolError: tools.told: no such customer", self.error_of("tools.told()", told))
        for function in (hidden, unspeakable):
            with self.assertLogs("capsule_run.tools", logging.ERROR) as logs:
                name = function.__name__
                self.assertEqual(f"ToolError: tools.{name}: failed in the host program", self.error_of(f"tools.{name}()", function))
            self.assertIn(f"the tool {name} failed", logs.output[0])
        self.assertIn("tools.endless: the result cannot be sent: Out of range float values", self.error_of("tools.endless()", endless))

    def test_bounds_hold(self) -> None:
        def echo(text: str) -> str:
            return text * 2

        def wait() -> None:
            time.sleep(0.5)

        def big() -> str:
            return "x" * (20 << 20)

        def deep() -> list[Any]:
            value: list[Any] = []
            for _ in range(100):
                value = [value]
            return value

        once = HostTool(echo, max_calls=1, max_argument_bytes=100, max_result_bytes="50")
        self.assertIn("tools.echo: the arguments take", self.error_of("tools.echo('x' * 200)", once))
        self.assertIn("tools.echo: the result takes", self.error_of("tools.echo('x' * 40)", once))
        self.assertIn("tools.echo was called 1 times, which is the most in one run", self.error_of("tools.echo('x'); tools.echo('x')", once))
        self.assertIn("tools.wait took longer than 0.05 s", self.error_of("tools.wait()", HostTool(wait, timeout="50ms")))
        self.assertIn("tools.big: the result cannot be sent: the request has", self.error_of("tools.big()", big))
        self.assertIn("tools.deep: the result cannot be sent: the line is no valid JSON", self.error_of("tools.deep()", deep))

    def test_calls_are_approved_one_by_one(self) -> None:
        asked: list[ToolCall] = []

        def approve(call: ToolCall) -> bool:
            asked.append(call)
            return call.arguments["id"] != "secret"

        async def approve_later(call: ToolCall) -> bool:
            return approve(call)

        for function in (approve, approve_later):
            tool = HostTool(lookup, name="find", approve=function)
            self.assertEqual(["a"], self.call("return tools.find('a')", tool).unwrap())
            self.assertIn("PermissionError: [Errno 2] tools.find: the call was not approved", self.error_of("tools.find('secret')", tool))
        self.assertEqual(("find", "main", ""), (asked[0].tool, asked[0].task, asked[0].path))

    def test_a_function_knows_its_call(self) -> None:
        keys: list[str] = []

        def note() -> None:
            keys.append(current_tool_call().key)

        self.assertTrue(self.call("tools.note(); tools.note()", note).success)
        self.assertEqual(2, len({*keys}))
        with self.assertRaises(LookupError):
            current_tool_call()

    def test_async_functions_run_at_once_in_the_loop_and_others_in_threads(self) -> None:
        async def test() -> None:
            meeting, threads = asyncio.Barrier(2), list[int]()

            async def meet(n: int) -> int:
                await meeting.wait()
                return n

            def thread() -> None:
                threads.append(threading.get_ident())

            source = (
                f"{PRELUDE}def main():\n    async def both():\n"
                "        return await asyncio.gather(tools.meet.call_async(1), tools.meet.call_async(2))\n"
                "    tools.thread()\n    return asyncio.run(both())\n"
            )
            envelope = await run(source=source, tools=[meet, thread], capsule_path=CAPSULE)
            self.assertEqual([1, 2], envelope.unwrap())
            self.assertNotEqual(threading.get_ident(), threads[0])

        self.go(test())

    def test_run_sync_calls_functions_in_its_own_thread(self) -> None:
        async def async_thread() -> bool:
            await asyncio.sleep(0)
            return threading.get_ident() == here

        def own_thread() -> bool:
            return threading.get_ident() == here

        here = threading.get_ident()
        self.assertEqual([True, True], self.call("return [tools.own_thread(), tools.async_thread()]", own_thread, async_thread).unwrap())

        async def inside_of_a_loop() -> None:
            self.assertIs(False, self.call("return tools.async_thread()", async_thread).unwrap())

        self.go(inside_of_a_loop())

    def test_a_function_that_nobody_waits_for_is_cancelled(self) -> None:
        async def test() -> None:
            started, cancelled = asyncio.Event(), list[str]()

            async def hang(why: str) -> None:
                started.set()
                try:
                    await asyncio.sleep(3600)
                except asyncio.CancelledError:
                    cancelled.append(why)
                    raise

            source = f"{PRELUDE}def main(why):\n    tools.hang(why)\n"
            timed = await run(source=source, args=["timeout"], tools=[HostTool(hang, timeout="50ms")], capsule_path=CAPSULE)
            self.assertIn("TimeoutError", (timed.error or {"message": ""})["message"])
            started.clear()
            running = asyncio.ensure_future(run(source=source, args=["cancel"], tools=[hang], capsule_path=CAPSULE))
            await started.wait()
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await asyncio.sleep(0)
            self.assertEqual(["timeout", "cancel"], cancelled)

        self.go(test())

    def test_sessions_and_their_forks_have_tools(self) -> None:
        async def test() -> None:
            async def double(n: int) -> int:
                await asyncio.sleep(0)
                return 2 * n

            async with Session(tools=[double], capsule_path=CAPSULE) as session:
                self.assertEqual(42, (await session.run("from capsule import tools\nx = tools.double(21)\nx")).value)
                async with await session.fork() as fork:
                    cells = await asyncio.gather(session.run("tools.double(1)"), fork.run("tools.double(x)"))
                    self.assertEqual([2, 84], [cell.value for cell in cells])
                self.assertEqual(4, (await session.run("await tools.double.call_async(2)")).value)

        self.go(test())
        with SessionSync(tools=[lookup], capsule_path=CAPSULE) as session:
            self.assertEqual(["a"], session.run("from capsule import tools\ntools.lookup('a')").value)
            *_, cell = session.stream("print('x')\ntools.lookup('b')")
            self.assertEqual("['b']", getattr(cell, "repr"))
        with SessionSync(capsule_path=CAPSULE) as session:
            error = session.run("from capsule import tools\ntools.lookup('a')").error
            assert error is not None
            self.assertIn("none were granted", error["message"])

    def test_many_runs_that_wait_for_tools_do_not_wait_for_each_other(self) -> None:
        async def test() -> None:
            all_here = asyncio.Event()
            count = 0

            async def arrive() -> None:
                nonlocal count
                count += 1
                if count == 8:
                    all_here.set()
                await all_here.wait()

            async with Worker(CAPSULE) as worker:
                await worker.run(source="def main(): pass\n")
                connection = worker._connect()
                connection._limit = 8  # as many requests as may be unanswered
                source = f"{PRELUDE}def main():\n    tools.arrive()\n"
                envelopes = await asyncio.gather(*(worker.run(source=source, tools=[arrive]) for _ in range(9)))
                self.assertTrue(all(envelope.success for envelope in envelopes))

        self.go(test())

    def test_a_cancellation_passes_requests_that_wait(self) -> None:
        async def test() -> None:
            async with Worker(CAPSULE) as worker:
                await worker.run(source="def main(): pass\n")
                worker._connect()._limit = 1
                loop = f"{PRELUDE}def main():\n    time.sleep(3600)\n"
                first = asyncio.ensure_future(worker.run(source=loop, timeout="2h"))
                await asyncio.sleep(0)
                second = asyncio.ensure_future(worker.run(source="def main(): return 2\n"))
                await asyncio.sleep(0)
                first.cancel()
                self.assertEqual(2, (await second).unwrap())

        self.go(test())

    def test_what_no_tool_can_be_made_of_is_refused_at_once(self) -> None:
        def many(*values: int) -> None: ...
        def odd(value: complex) -> None: ...
        def unknown(value: "Nowhere") -> None: ...  # type: ignore[name-defined] # noqa: F821  # pyright: ignore

        for tools, message in [
            ([many], "no parameter that is given by name"), ([odd], "parameter 'value': <class 'complex'> is no type"),
            ([unknown], "its signature cannot be read: name 'Nowhere' is not defined"), ([lambda: 1], "a tool needs a name"),
            ([lookup, lookup], "two tools with the name 'lookup'"), (["lookup"], "tools takes functions, not 'lookup'"),
            ([HostTool(lookup, name="class")], "a tool needs a name such as 'get_weather', not 'class'"),
        ]:
            with self.subTest(message=message), self.assertRaisesRegex(TypeError, message):
                run_sync(source="", tools=tools, capsule_path=CAPSULE)  # type: ignore[arg-type]
        error = self.call("", HostTool(lookup, timeout="soon")).error
        self.assertIn('"tools"[0]: "timeout" takes', (error or {"message": ""})["message"])

    def test_schemas_say_what_annotations_say(self) -> None:
        def function(a: Annotated[int, "how many"], b: list[str | None], c: dict[str, float], d: tuple[int, ...], p: Person, *, e: Any = 1) -> bytes: ...

        signature = signature_of(function, "function")
        parameters = json.loads(json.dumps(signature.parameters))
        self.assertEqual({"type": "integer", "description": "how many"}, parameters["properties"]["a"])
        self.assertEqual({"type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "null"}]}}, parameters["properties"]["b"])
        self.assertEqual({"type": "object", "additionalProperties": {"type": "number"}}, parameters["properties"]["c"])
        self.assertEqual(["a", "b", "c", "d", "p"], parameters["required"])
        self.assertEqual({"type": "string"}, signature.result)
        person = parameters["$defs"][f"{__name__}.Person"]
        self.assertEqual(["name"], person["required"])
        self.assertEqual({"$ref": f"#/$defs/{__name__}.Person"}, person["properties"]["friends"]["anyOf"][0]["items"])

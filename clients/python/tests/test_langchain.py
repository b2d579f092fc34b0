"""The adapter, against what LangChain documents of its tools: none of the registries of the tests has langchain-core itself."""

import asyncio
import sys
import threading
import types
import unittest
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar
from unittest import mock

from capsule import Cell, SessionSync
from tests import CAPSULE


@dataclass
class StructuredTool:
    """What langchain_core.tools.StructuredTool is to those who make one, and to those who call one."""

    name: str
    description: str
    func: Callable[..., Any] | None = None
    coroutine: Callable[..., Any] | None = None
    response_format: str = "content"
    tool_call_schema: Any = field(default_factory=lambda: dict[str, Any]())

    @classmethod
    def from_function(cls, func: Any = None, coroutine: Any = None, name: str = "", description: str = "", *, response_format: str = "content") -> Any:
        return cls(name, description, func, coroutine, response_format)

    def invoke(self, input: dict[str, Any]) -> Any:
        if self.func is None:
            raise NotImplementedError("StructuredTool does not support sync invocation.")
        return self.func(**input)

    async def ainvoke(self, input: dict[str, Any]) -> Any:
        assert self.coroutine is not None
        return await self.coroutine(**input)


class PydanticModel:
    """A model class, as LangChain makes one of a function's parameters."""

    schema: ClassVar[dict[str, Any]] = {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]}

    @classmethod
    def model_json_schema(cls) -> dict[str, Any]:
        return cls.schema


class LangChainTests(unittest.TestCase):
    def setUp(self) -> None:
        tools = types.ModuleType("langchain_core.tools")
        setattr(tools, "StructuredTool", StructuredTool)
        modules = {"langchain_core": types.ModuleType("langchain_core"), "langchain_core.tools": tools}
        patch = mock.patch.dict(sys.modules, modules)
        patch.start()
        self.addCleanup(patch.stop)
        from capsule_run import langchain

        self.langchain = langchain
        self.addCleanup(sys.modules.pop, "capsule_run.langchain", None)

    def test_a_model_reads_what_code_shows(self) -> None:
        with SessionSync(capsule_path=CAPSULE) as session:
            tool = self.langchain.code_tool(session)
            self.assertEqual(("python", "content_and_artifact"), (tool.name, tool.response_format))
            for code, text in [
                ("print('so')\n20 + 1", "so\n21"), ("x = 1", "the last statement assigns to x, so the cell has no value: end it with x to see it"),
                ("x + 1", "2"), ("print('only')", "only"), ("'text'", "'text'"),
            ]:
                content, cell = tool.invoke({"code": code})
                self.assertEqual(text, content)
                self.assertIsInstance(cell, Cell)
            self.assertIn('File "<cell 6>", line 1, in <module>', tool.invoke({"code": "1 / 0"})[0])
            content, _ = tool.invoke({"code": "print('a' * 50_000 + 'b' * 50_000)"})
            self.assertLess(len(content), 20_100)
            self.assertRegex(content, r"(?s)^a+\n… 80000 characters left out …\nb+$")

    def test_tools_of_LangChain_are_functions_of_the_sandbox(self) -> None:
        def search(query: str) -> list[str]:
            return [query, "found"]

        async def later(query: str) -> str:
            await asyncio.sleep(0)
            return query + "!"

        tools = [
            StructuredTool("web-search", "Searches the web.\nMore.", search, tool_call_schema=PydanticModel),
            StructuredTool("later", "Answers later.", None, later, tool_call_schema=PydanticModel.schema),
        ]
        given = [self.langchain.host_tool(tools[0], max_calls=2), self.langchain.host_tool(tools[1])]
        with SessionSync(tools=given, capsule_path=CAPSULE) as session:
            tool = self.langchain.code_tool(session)
            self.assertIn("tools.web_search(query: string): Searches the web.\ntools.later(query: string): Answers later.", tool.description)
            self.assertEqual("[['x', 'found'], 'y!']", tool.invoke({"code": "from capsule import tools\n[tools.web_search('x'), tools.later('y')]"})[0])
            self.assertIn("the argument 'query' is missing", tool.invoke({"code": "tools.web_search()"})[0])
            self.assertIn("'query' takes string, not 1", tool.invoke({"code": "tools.later(1)"})[0])

    def test_a_call_that_is_cancelled_interrupts_the_code(self) -> None:
        async def test() -> None:
            begun = threading.Event()

            def begin() -> None:
                begun.set()

            with SessionSync(tools=[begin], timeout="1h", compute="HIGH", capsule_path=CAPSULE) as session:
                tool = self.langchain.code_tool(session)
                self.assertEqual("2", (await tool.ainvoke({"code": "1 + 1"}))[0])
                running = asyncio.ensure_future(tool.ainvoke({"code": "import time\nfrom capsule import tools\ny = 5\ntools.begin()\ntime.sleep(3600)"}))
                await asyncio.to_thread(begun.wait)
                running.cancel()
                with self.assertRaises(asyncio.CancelledError):
                    await running
                self.assertEqual("5", (await tool.ainvoke({"code": "y"}))[0])

        asyncio.run(test())

    def test_without_LangChain_it_says_what_to_install(self) -> None:
        sys.modules.pop("capsule_run.langchain", None)
        with mock.patch.dict(sys.modules, {"langchain_core": None, "langchain_core.tools": None}):
            with self.assertRaisesRegex(ImportError, "install langchain-core"):
                import capsule_run.langchain  # noqa: F401  # pyright: ignore

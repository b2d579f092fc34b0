"""Capsule in Jupyter and IPython: cells that run in a sandbox.

    %load_ext capsule_run.jupyter

    %%capsule
    import math
    math.factorial(20)

Cells share one session; ``%capsule_session --ram 128MB --mount ./data`` begins another one. It needs IPython.
"""

# pyright: reportMissingImports=false, reportUnknownMemberType=false, reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# pyright: reportUntypedClassDecorator=false, reportUnknownParameterType=false, reportUnknownArgumentType=false
from __future__ import annotations

import html
import sys
from typing import Any

from capsule_run.cell import Cell, CellError, Display, Text
from capsule_run.session_sync import SessionSync

try:
    from IPython.core.magic import Magics, cell_magic, line_magic, magics_class
    from IPython.core.magic_arguments import argument, magic_arguments, parse_argstring
    from IPython.display import publish_display_data
except ImportError as error:
    raise ImportError("capsule_run.jupyter needs IPython: install ipython") from error

_TABLE = "application/vnd.capsule.table+json"

#: What is shown of what code displays. Threat: HTML, SVG, Markdown and LaTeX of a sandbox run scripts with the rights of the notebook.
_SHOWN = ("image/png", "image/jpeg", "image/gif", "image/webp", "application/json", "text/plain")


class CellFailed(CellError):
    """A cell failed: the notebook shows the sandbox's traceback, and none of the magic's."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


@magics_class
class CapsuleMagics(Magics):
    """``%%capsule`` and ``%capsule_session``."""

    def __init__(self, shell: Any) -> None:
        super().__init__(shell)
        self._session: SessionSync | None = None
        self._variables: dict[str, Any] = shell.user_ns

    @magic_arguments()
    @argument("-o", "--output", metavar="NAME", help="a variable of the notebook that gets the Cell")
    @argument("--compute", help="the compute of this cell")
    @argument("--timeout", help="the time of this cell, such as 30s")
    @cell_magic
    def capsule(self, line: str, cell: str) -> None:
        """Runs the cell in a sandbox, in the session that all such cells share."""
        options = parse_argstring(self.capsule, line)
        if self._session is None:
            self._session = _open()
        result = self._session.run(cell, compute=options.compute, timeout=options.timeout, on_output=_show)
        if options.output is not None:
            self._variables[options.output] = result
        if result.error is not None:
            raise CellFailed(result)
        _show_value(result)

    @magic_arguments()
    @argument("--compute", help="the compute of each cell: LOW, MEDIUM, HIGH or a number of units")
    @argument("--ram", help="the memory of the session, such as 128MB")
    @argument("--timeout", help="the time of each cell, such as 30s")
    @argument("--mount", action="append", default=[], help="a folder, such as ./data or ./out::out:rw; may be repeated")
    @argument("--allow-host", action="append", default=[], help="a host that cells may send requests to; may be repeated")
    @argument("--package", action="append", default=[], help="a package to import from, such as numpy>=2; may be repeated")
    @argument("--tool", action="append", default=[], metavar="NAME", help="a function of the notebook that cells may call; may be repeated")
    @argument("--capsule-path", metavar="PATH", help="the program capsule, where it is not on PATH")
    @line_magic
    def capsule_session(self, line: str) -> None:
        """Begins a new session for the cells that follow."""
        options = parse_argstring(self.capsule_session, line)
        tools: list[Any] = []
        for name in options.tool:
            if name not in self._variables:
                raise NameError(f"--tool {name}: the notebook has no such function")
            tools.append(self._variables[name])
        session = _open(
            compute=options.compute, ram=options.ram, timeout=options.timeout, mounts=options.mount, allowed_hosts=options.allow_host,
            packages=options.package, tools=tools, capsule_path=options.capsule_path,
        )
        self.close()
        self._session = session

    def close(self) -> None:
        """Ends the session."""
        if self._session is not None:
            self._session.close()
            self._session = None


def load_ipython_extension(shell: Any) -> None:
    """What ``%load_ext`` calls."""
    magics = CapsuleMagics(shell)
    shell.register_magics(magics)
    _loaded[id(shell)] = magics


def unload_ipython_extension(shell: Any) -> None:
    """What ``%unload_ext`` calls."""
    magics = _loaded.pop(id(shell), None)
    if magics is not None:
        magics.close()
    for kind, name in (("cell", "capsule"), ("line", "capsule_session")):
        shell.magics_manager.magics[kind].pop(name, None)


_loaded: dict[int, CapsuleMagics] = {}


def _open(**arguments: Any) -> SessionSync:
    return SessionSync(**{name: value for name, value in arguments.items() if value}).open()


def _show(part: Text | Display) -> None:
    if isinstance(part, Text):
        print(part.text, end="", file=sys.stderr if part.stream == "stderr" else sys.stdout)
    else:
        _publish(part.data)


def _show_value(cell: Cell) -> None:
    if cell.repr is not None:
        _publish(cell.data)
    elif cell.hint is not None:
        print(cell.hint, file=sys.stderr)


def _publish(data: dict[str, Any]) -> None:
    shown = {kind: data[kind] for kind in _SHOWN if kind in data}
    table = data.get(_TABLE)
    if isinstance(table, dict):
        shown["text/html"] = _table(table)
    publish_display_data(shown)


def _table(table: dict[str, Any]) -> str:
    """A table as HTML, which is ours: what stands in it is text."""
    columns = "".join(f"<th>{html.escape(str(name))}</th>" for name in table["columns"])
    rows = "".join(f"<tr>{''.join(f'<td>{html.escape(str(value))}</td>' for value in row)}</tr>" for row in table["rows"])
    count = int(table["row_count"])
    more = f"<p>{count} rows</p>" if count > len(table["rows"]) else ""
    return f"<table><thead><tr>{columns}</tr></thead><tbody>{rows}</tbody></table>{more}"

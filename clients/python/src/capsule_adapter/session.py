"""A session whose cells give text, and whose files are below ``workspace``."""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from capsule_adapter.cells import is_python, text_of
from capsule_run import session as sessions

if TYPE_CHECKING:
    from capsule_run.request import Language
    from capsule_run.session_request import SessionArguments
    from typing_extensions import Unpack

_WORKSPACE = "workspace"

#: Forgets all names of the program, and leaves its files.
_FORGET = "[globals().pop(name) for name in list(globals()) if not name.startswith('__')] and None"

#: The same in JavaScript, where a name that was declared stays, without its value.
_FORGET_JAVASCRIPT = """for (const name of Object.getOwnPropertyNames(globalThis)) {
  if (!_capsule_names.has(name) && !Reflect.deleteProperty(globalThis, name)) globalThis[name] = undefined;
}
undefined;"""

_BEGIN = f"__import__('os').makedirs({_WORKSPACE!r}, exist_ok=True)"

_BEGIN_JAVASCRIPT = f"""(await import("node:fs")).mkdirSync("{_WORKSPACE}", {{ recursive: true }});
var _capsule_names = new Set(["_capsule_names", ...Object.getOwnPropertyNames(globalThis)]);
undefined;"""


class Session:
    """Keeps an interpreter's state from call to call.

        async with Session() as session:
            await session.run("x = 1")
            await session.run("x += 1; x")         "2"

    type: ``"python"`` or ``"javascript"``. Everything else is as for ``capsule.Session``: ``mounts=["./data::data:rw"]``, ``ram``, ``timeout``, …
    """

    def __init__(self, type: str = "python", **arguments: Unpack[SessionArguments]) -> None:
        if type not in ("python", "javascript"):
            raise ValueError(f"type takes 'python' or 'javascript', not {type!r}")
        language: Language = "python" if type == "python" else "javascript"
        self._session = sessions.Session(**{"language": language, **arguments})

    async def run(self, code: str) -> str:
        """Runs code, and gives what it prints, followed by the value of its last expression."""
        return await text_of(self._session, code, "Capsule session failed")

    async def import_file(self, src_path: str | os.PathLike[str], dest_path: str) -> str:
        """Copies a file or a folder of this machine to ``workspace/<dest_path>`` of the session."""
        source = Path(src_path)
        if source.is_dir():
            for file in sorted(path for path in source.rglob("*") if path.is_file()):
                await self._session.import_file(file, f"{_WORKSPACE}/{dest_path}/{file.relative_to(source).as_posix()}")
        else:
            await self._session.import_file(source, f"{_WORKSPACE}/{dest_path}")
        return f"Imported {dest_path}"

    async def export_file(self, src_path: str, dest_path: str | os.PathLike[str]) -> str:
        """Copies ``workspace/<src_path>`` of the session to this machine."""
        target = Path(dest_path)
        target.parent.mkdir(parents=True, exist_ok=True)
        await self._session.export_file(f"{_WORKSPACE}/{src_path}", target)
        return f"exported at {target}"

    async def delete_file(self, path: str) -> str:
        """Deletes ``workspace/<path>`` of the session."""
        await self._session.delete_file(f"{_WORKSPACE}/{path}")
        return f"Deleted {path}"

    async def reset(self) -> None:
        """Forgets all variables; files stay."""
        await text_of(self._session, _FORGET if is_python(self._session) else _FORGET_JAVASCRIPT, "Capsule session failed")

    async def __aenter__(self) -> Session:
        await self._session.open()
        await text_of(self._session, _BEGIN if is_python(self._session) else _BEGIN_JAVASCRIPT, "Capsule session failed")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

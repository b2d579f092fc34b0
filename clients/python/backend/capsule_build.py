"""Builds the wheel and the source distribution of capsule-run with nothing but Python (PEP 517, PEP 660): no index is asked.

A wheel that brings the command along is made with ``pip wheel clients/python -C native=FOLDER -C platform=manylinux_2_34_x86_64``, where FOLDER is
what ``eng/release.sh`` publishes. Without, the wheel is for any platform, and looks for ``capsule`` on PATH.
"""

from __future__ import annotations

import base64
import hashlib
import io
import os
import stat
import tarfile
import time
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

#: Where the command's files are put: bin/capsule finds them from where it is, in every layout that pip has. (``pip --target`` loses what is in lib.)
NATIVE = "libexec/capsule"

#: What is installed as bin/capsule. Wheels can hold no links, and a launcher in Python would take longer than the command.
LAUNCHER = f"""#!/bin/sh
self=$0
[ -L "$self" ] && self=$(readlink -f "$self")
exec "${{self%/*}}/../{NATIVE}/capsule" "$@"
"""

#: No earlier time fits into a ZIP archive.
EARLIEST = 315532800


def build_wheel(wheel_directory: str, config_settings: Mapping[str, str] | None = None, metadata_directory: str | None = None) -> str:
    settings = config_settings or {}
    native = Path(settings["native"]) if "native" in settings else None
    if native is not None and not (native / "capsule").is_file():
        raise SystemExit(f"native={native} has no file 'capsule': name the folder that eng/release.sh publishes")
    if native is not None and "platform" not in settings:
        raise SystemExit("native= needs platform=, such as platform=manylinux_2_34_x86_64: the platform that the files are for")
    with _Wheel(Path(wheel_directory), f"py3-none-{settings['platform']}" if native else "py3-none-any") as wheel:
        for name, path in _packages():
            wheel.add(name, path.read_bytes())
        if native is not None:
            data = f"{_stem()}.data"
            wheel.add(f"{data}/scripts/capsule", LAUNCHER.encode(), executable=True)
            for path in sorted(path for path in native.rglob("*") if path.is_file()):
                name = path.relative_to(native).as_posix()
                wheel.add(f"{data}/data/{NATIVE}/{name}", path.read_bytes(), executable=name == "capsule" or ".so" in path.suffixes)
    return wheel.path.name


def build_editable(wheel_directory: str, config_settings: Mapping[str, str] | None = None, metadata_directory: str | None = None) -> str:
    with _Wheel(Path(wheel_directory), "py3-none-any") as wheel:
        wheel.add("_capsule_run.pth", f"{ROOT / 'src'}\n".encode())
    return wheel.path.name


def build_sdist(sdist_directory: str, config_settings: Mapping[str, str] | None = None) -> str:
    name = f"{_stem()}.tar.gz"
    with tarfile.open(Path(sdist_directory) / name, "w:gz", format=tarfile.PAX_FORMAT) as archive:

        def add(path: str, contents: bytes) -> None:
            entry = tarfile.TarInfo(f"{_stem()}/{path}")
            entry.size, entry.mtime = len(contents), _time()
            archive.addfile(entry, io.BytesIO(contents))

        add("PKG-INFO", _metadata())
        for path in ["pyproject.toml", "README.md", "backend/capsule_build.py"]:
            add(path, (ROOT / path).read_bytes())
        for path in _licences():
            add(path.name, path.read_bytes())
        for path, file in _packages():
            add(f"src/{path}", file.read_bytes())
    return name


def get_requires_for_build_wheel(config_settings: object = None) -> list[str]:
    return []


get_requires_for_build_editable = get_requires_for_build_sdist = get_requires_for_build_wheel


class _Wheel:
    """A wheel that is being written: files first, records last (the binary distribution format)."""

    def __init__(self, directory: Path, tag: str) -> None:
        self.path = directory / f"{_stem()}-{tag}.whl"
        self._tag = tag
        self._records: list[str] = []
        self._archive = zipfile.ZipFile(self.path, "w", zipfile.ZIP_DEFLATED, compresslevel=9)

    def add(self, name: str, contents: bytes, executable: bool = False) -> None:
        entry = zipfile.ZipInfo(name, time.gmtime(_time())[:6])
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = (stat.S_IFREG | (0o755 if executable else 0o644)) << 16
        self._archive.writestr(entry, contents)
        digest = base64.urlsafe_b64encode(hashlib.sha256(contents).digest()).rstrip(b"=").decode()
        self._records.append(f"{name},sha256={digest},{len(contents)}")

    def __enter__(self) -> _Wheel:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        with self._archive:
            if kind is not None:
                return
            info = f"{_stem()}.dist-info"
            for path in _licences():
                self.add(f"{info}/licenses/{path.name}", path.read_bytes())
            self.add(f"{info}/METADATA", _metadata())
            purelib = "true" if self._tag.endswith("-any") else "false"
            self.add(f"{info}/WHEEL", f"Wheel-Version: 1.0\nGenerator: capsule_build\nRoot-Is-Purelib: {purelib}\nTag: {self._tag}\n".encode())
            self._records.append(f"{info}/RECORD,,")
            self._archive.writestr(zipfile.ZipInfo(f"{info}/RECORD", time.gmtime(_time())[:6]), "\n".join(self._records) + "\n")


def _project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def _stem() -> str:
    project = _project()
    return f"{project['name'].replace('-', '_')}-{project['version']}"


def _packages() -> Iterator[tuple[str, Path]]:
    """The files of the packages, by the names that they have in an archive. ``src/capsule`` is a link into the checkout."""
    source = ROOT / "src"
    for package in sorted(source.iterdir()):
        if not package.is_dir():
            raise SystemExit(
                f"{package} leads to nothing: this folder was copied out of its checkout. Install from the checkout, or from the wheel or source "
                "distribution that it builds"
            )
        for path in sorted(package.rglob("*")):
            if path.is_file() and (path.suffix == ".py" or path.name == "py.typed"):
                yield path.relative_to(source).as_posix(), path


def _licences() -> list[Path]:
    """Beside this project in a source distribution, at the root of a checkout."""
    folders = [ROOT, ROOT.parent.parent]
    return [path for name in ("LICENSE", "NOTICE") for path in [next(folder / name for folder in folders if (folder / name).is_file())]]


def _metadata() -> bytes:
    project = _project()
    lines = [
        "Metadata-Version: 2.4",
        f"Name: {project['name']}",
        f"Version: {project['version']}",
        f"Summary: {project['description']}",
        f"License-Expression: {project['license']}",
        *(f"License-File: {path.name}" for path in _licences()),
        *(f"Classifier: {classifier}" for classifier in project["classifiers"]),
        f"Requires-Python: {project['requires-python']}",
        *(f"Requires-Dist: {requirement}" for requirement in project["dependencies"]),
        "Description-Content-Type: text/markdown",
    ]
    return ("\n".join(lines) + "\n\n" + (ROOT / project["readme"]).read_text(encoding="utf-8")).encode()


def _time() -> int:
    return max(int(os.environ.get("SOURCE_DATE_EPOCH", EARLIEST)), EARLIEST)

"""Resolves requirements with pip. It runs in a sandbox that reaches the package indexes and one folder, and nothing it gives is trusted."""

import io
import json
import logging
import os
import pkgutil
import sys
import urllib.parse
import zipfile

if not hasattr(pkgutil, "ImpImporter"):  # pip before 23.1 asks for what Python 3.12 took away
    pkgutil.ImpImporter = type("ImpImporter", (), {})

import pip
import pip._internal.cli.main
import pip._internal.commands.install
from pip._internal.models.index import PyPI
from pip._vendor.packaging import markers
from pip._vendor.packaging.requirements import Requirement
from pip._vendor.packaging.specifiers import SpecifierSet
from pip._vendor.packaging.utils import canonicalize_name
from pip._vendor.packaging.version import InvalidVersion, Version

from capsule import task

SEEN = markers.default_environment


def environment():
    """What markers are held against. Programs see "linux" in sys.platform; what is installed for them is what the wheels' platform needs."""
    return {**SEEN(), "sys_platform": "emscripten"}


markers.default_environment = environment

REPORT = os.path.join("work", "report.json")


@task(name="defaults")
def defaults():
    """The index that pip uses when it is told none, and the host that the files of that one are on."""
    return {"index": PyPI.simple_url, "host": PyPI.file_storage_domain, "pip": pip.__version__}


def with_login(index):
    """The address with placeholders for the login: the host puts the login in their place, for the index's own hosts alone."""
    if index["login"] is None:
        return index["url"]
    user, password = (urllib.parse.quote(os.environ[index["login"][key]], safe="") for key in ("user", "password"))
    parts = urllib.parse.urlsplit(index["url"])
    return parts._replace(netloc=f"{user}:{password}@{parts.netloc}").geturl()


def arguments(platforms, python, indexes, constraints):
    yield from ("install", "--dry-run", "--ignore-installed", "--isolated", "--no-input", "--no-cache-dir", "--report", REPORT)
    yield from ("--disable-pip-version-check", "--progress-bar", "off", "--retries", "2", "--timeout", "30")
    yield from ("--only-binary", ":all:", "--implementation", "cp", "--python-version", python, "--target", "target")
    yield from ("--abi", "cp" + python.replace(".", ""))
    for platform in platforms:
        yield from ("--platform", platform)
    for option, index in zip(["--index-url"] + ["--extra-index-url"] * len(indexes), indexes):
        yield from (option, with_login(index))
    if constraints:
        path = os.path.join("work", "constraints.txt")
        with open(path, "w") as file:
            file.write("\n".join(constraints))
        yield from ("--constraint", path)


def run_pip(words):
    """Runs pip; gives its exit code and what it had to say."""
    said, saved = io.StringIO(), (sys.stdout, sys.stderr)
    sys.stdout = sys.stderr = said
    try:
        code = pip._internal.cli.main.main(list(words))
    finally:
        sys.stdout, sys.stderr = saved
        logging.shutdown()
    return code, said.getvalue()


def needs(packages, requirements):
    """What each package requires of the others, with the extras that somebody asked for."""
    extras = {name: {""} for name in packages}
    edges = {name: set() for name in packages}

    def ask(requirement):
        name = canonicalize_name(requirement.name)
        fresh = set(requirement.extras) - extras.get(name, set())
        if name in extras and fresh:
            extras[name] |= fresh
            return True
        return False

    for text in requirements:
        ask(Requirement(text))
    again = True
    while again:
        again = False
        for name, package in packages.items():
            for text in package["metadata"].get("requires_dist", []):
                requirement = Requirement(text)
                target = canonicalize_name(requirement.name)
                if target not in packages or not (
                    requirement.marker is None
                    or any(requirement.marker.evaluate({**environment(), "extra": extra}) for extra in extras[name])
                ):
                    continue
                again |= target not in edges[name]
                edges[name].add(target)
                again |= ask(requirement)
    return edges


@task(name="resolve")
def resolve(requirements, platforms, python, indexes, constraints, requires_python=None):
    """The packages that meet the requirements, or pip's explanation of why there are none."""
    if requires_python and not SpecifierSet(requires_python).contains(sys.version.split()[0], prereleases=True):
        return {"error": f"the program wants Python {requires_python}, and this is Python {sys.version.split()[0]}"}
    code, said = run_pip([*arguments(platforms, python, indexes, constraints), "--", *requirements])
    if code != 0:
        return {"error": said[-20_000:]}
    with open(REPORT) as file:
        report = json.load(file)
    packages = {canonicalize_name(item["metadata"]["name"]): item for item in report["install"]}
    edges = needs(packages, requirements)
    return {
        "packages": [
            {
                "name": name,
                "version": item["metadata"]["version"],
                "url": item["download_info"]["url"],
                "sha256": item["download_info"].get("archive_info", {}).get("hashes", {}).get("sha256"),
                "yanked": bool(item.get("is_yanked")),
                "dependencies": sorted(edges[name]),
            }
            for name, item in sorted(packages.items())
        ]
    }


def records(path):
    """The records of an OSV database: a file of JSON, a folder of such files, or an archive of them."""
    if os.path.isdir(path):
        for folder, _, names in os.walk(path):
            for name in names:
                if name.endswith(".json"):
                    with open(os.path.join(folder, name), "rb") as file:
                        yield from as_list(json.load(file))
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.endswith(".json"):
                    yield from as_list(json.loads(archive.read(name)))
    else:
        with open(path, "rb") as file:
            yield from as_list(json.load(file))


def as_list(document):
    return document if isinstance(document, list) else document.get("vulns", [document])


def is_affected(affected, version):
    """Whether a version is one of those that a record names, or in one of its ranges of versions."""
    if str(version) in affected.get("versions", ()):
        return True
    for span in affected.get("ranges", ()):
        if span.get("type") != "ECOSYSTEM":
            continue
        inside = False
        events = [(kind, Version("0" if at == "0" else at)) for event in span.get("events", ()) for kind, at in event.items()]
        for kind, at in sorted(events, key=lambda event: (event[1], event[0] != "introduced")):
            if kind == "introduced" and version >= at:
                inside = True
            elif kind == "fixed" and version >= at or kind == "last_affected" and version > at:
                inside = False
        if inside:
            return True
    return False


@task(name="audit")
def audit(database, packages):
    """The records of a database that are about packages, given by name and version."""
    versions = {name: Version(version) for name, version in packages.items()}
    found = []
    for record in records(os.path.join("database", database)):
        if record.get("withdrawn"):
            continue
        for affected in record.get("affected", ()):
            package = affected.get("package", {})
            name = canonicalize_name(package.get("name", ""))
            if package.get("ecosystem") != "PyPI" or name not in versions:
                continue
            try:
                if not is_affected(affected, versions[name]):
                    continue
            except InvalidVersion:
                pass  # who cannot tell, tells
            fixed = [at for span in affected.get("ranges", ()) for event in span.get("events", ()) for kind, at in event.items() if kind == "fixed"]
            found.append(
                {
                    "name": name,
                    "id": str(record.get("id"))[:100],
                    "summary": str(record.get("summary") or record.get("details") or "")[:300],
                    "fixed": fixed[:10],
                }
            )
            break
    return sorted(found, key=lambda item: (item["name"], item["id"]))

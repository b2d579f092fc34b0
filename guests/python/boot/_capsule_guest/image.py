"""Prepares the interpreter that every sandbox starts from. Runs once, when an image is made."""

import _capsule
import array
import gc
import importlib
import os
import signal
import sys

#: Loaded into the image: what most programs use, so that importing it costs them nothing.
PRELOADED = """
abc argparse array ast asyncio base64 bisect binascii calendar cmath codecs collections collections.abc
concurrent.futures configparser contextlib contextvars copy copyreg csv dataclasses datetime decimal difflib email
email.message email.policy enum errno fnmatch fractions functools glob gzip hashlib heapq hmac html html.parser
http http.client http.cookiejar http.cookies importlib.metadata importlib.resources inspect io ipaddress itertools
json keyword linecache locale logging math mimetypes numbers operator os os.path pathlib pickle pkgutil platform
pprint queue random re reprlib runpy sched secrets select selectors shlex shutil signal socket ssl stat statistics
string struct subprocess tarfile tempfile textwrap threading time timeit token tokenize tomllib traceback types
typing unicodedata urllib.error urllib.parse urllib.request urllib.response uuid warnings weakref xml.etree.ElementTree
zipfile zlib zoneinfo _strptime _pydatetime encodings.idna encodings.latin_1 encodings.ascii encodings.cp1252
encodings.utf_16 encodings.utf_8_sig
""".split()


def prepare():
    sys.path[:] = ["/workspace", "/lib/python3.14", "/lib/capsule", "/lib/site-packages"]
    import _capsule_guest.own

    _capsule_guest.own.begin()
    import _capsule_guest.links

    _capsule_guest.links.install()  # before pathlib is loaded, which looks whether there is os.link
    failed = []
    for name in PRELOADED:
        try:
            importlib.import_module(name)
        except ImportError as error:
            failed.append(f"{name}: {error}")
    import _capsule_guest.cells
    import _capsule_guest.code
    import _capsule_guest.generators
    import _capsule_guest.host
    import _capsule_guest.hashing
    import _capsule_guest.imports
    import _capsule_guest.loop
    import _capsule_guest.missing
    import _capsule_guest.names
    import _capsule_guest.processes
    import _capsule_guest.session
    import _capsule_guest.sockets
    import _capsule_guest.system
    import _capsule_guest.tls
    import _capsule_guest.warm
    import capsule

    _capsule_guest.own.end()
    _capsule_guest.cells.install()
    _capsule_guest.hashing.install()
    _capsule_guest.loop.install()
    _capsule_guest.missing.install()
    _capsule_guest.names.install()
    _capsule_guest.processes.install()
    _capsule_guest.sockets.install()
    _capsule_guest.system.install()
    _capsule_guest.tls.install()
    sys.stdout.reconfigure(line_buffering=True)
    sys.dont_write_bytecode = True
    os.chdir("/workspace")
    _capsule_guest.warm.warm_up()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.platform = "linux"  # docs/explanation/rationale.md, "Which platform does a program see?"
    _capsule_guest.names.remember_image()
    _capsule_guest.generators.remember_image()
    sys.path_importer_cache.clear()
    importlib.invalidate_caches()
    gc.collect()
    gc.freeze()
    _capsule.call(_addresses_of_everything())
    return "\n".join(failed)


def _addresses_of_everything():
    """The addresses of all objects that exist now: the host makes them immortal.

    Their reference counts are then never written to, so that a task that merely uses them dirties no page.
    """
    found = {}
    todo = [obj for obj in gc.get_objects() if obj is not found]
    while todo:
        obj = todo.pop()
        address = id(obj)
        if address not in found and obj is not todo and obj is not found:
            found[address] = obj
            todo.extend(gc.get_referents(obj))
    return array.array("I", found).tobytes()

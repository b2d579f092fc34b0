r"""What a sandbox does not have says so, with an error that a program can catch and understand.

expect: {"thread": ["RuntimeError", true], "pool": ["RuntimeError", true], "timer": ["RuntimeError", true], "process": ["OSError", true], "system": ["PermissionError", true], "popen": ["PermissionError", true], "multiprocessing": ["PermissionError", true], "socket": ["PermissionError", true], "connect": ["PermissionError", true], "resolve": ["gaierror", true], "ctypes": ["OSError", true], "signal": ["OSError", true], "async_process": ["PermissionError", true], "after": 6}
"""
# native: none

import asyncio
import concurrent.futures
import multiprocessing
import os
import signal
import socket
import subprocess
import threading

from capsule import task


def attempt(action):
    try:
        return ["nothing", repr(action())]
    except BaseException as error:
        text = str(error)
        return [type(error).__name__, True if any(word in text for word in ("not available", "Capsule sandbox", "allowed_hosts")) else text]


async def shell():
    process = await asyncio.create_subprocess_shell("ls")
    await process.wait()


@task(name="main", compute="MEDIUM")
def main():
    def pool():
        with concurrent.futures.ThreadPoolExecutor() as executor:
            return list(executor.map(str, [1]))

    return {
        "thread": attempt(lambda: threading.Thread(target=print).start()),
        "pool": attempt(pool),
        "timer": attempt(lambda: threading.Timer(0.1, print).start()),
        "process": [("OSError" if (found := attempt(lambda: subprocess.run(["ls"])))[0] == "PermissionError" else found[0]), found[1]],
        "system": attempt(lambda: os.system("ls")),
        "popen": attempt(lambda: os.popen("ls").read()),
        "multiprocessing": attempt(lambda: multiprocessing.Process(target=print).start()),
        "socket": attempt(lambda: socket.socket(type=socket.SOCK_DGRAM)),
        "connect": attempt(lambda: socket.create_connection(("example.org", 80)).sendall(b"GET / HTTP/1.1\r\nHost: example.org\r\n\r\n")),
        "resolve": attempt(lambda: socket.gethostbyname("example.org")),
        "ctypes": attempt(lambda: __import__("ctypes").CFUNCTYPE(None)(print)),
        "signal": attempt(lambda: signal.alarm(1)),
        "async_process": attempt(lambda: asyncio.run(shell())),
        "after": sum([1, 2, 3]),
    }

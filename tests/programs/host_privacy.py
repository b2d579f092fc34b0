r"""Nothing in a sandbox tells about the machine that it runs on.

expect: {"system":["linux","posix","wasm32","Emscripten","32bit"],"names":["emscripten","emscripten","capsule","/home/capsule","/home/capsule"],"environment":{"HOME":"/home/capsule","LOGNAME":"capsule","PATH":"/","TMPDIR":"/tmp","USER":"capsule"},"secrets":[null,null,null,null,null,null,null],"places":["/workspace","/tmp","/","/workspace/host_privacy.py"],"missing":[false,false,false,false,false,false,false,false,false,false],"identity":[true,1],"time":["UTC",0,0,null],"locale":["UTF-8","utf-8","utf-8","."],"modules":[],"path":[],"processes":["PermissionError","PermissionError","PermissionError","FileNotFoundError","PermissionError"],"node":true,"codes":"/lib/python3.14/platform.py"}
"""
# native: none

import getpass
import locale
import os
import platform
import socket
import sys
import tempfile
import time
import uuid
from pathlib import Path

from capsule import task


def attempt(action):
    try:
        return action()
    except Exception as error:
        return type(error).__name__


@task(name="main", compute="MEDIUM")
def main():
    return {
        "system": [sys.platform, os.name, platform.machine(), platform.system(), platform.architecture()[0]],
        "names": [platform.node(), socket.gethostname(), getpass.getuser(), Path.home().as_posix(), os.path.expanduser("~")],
        "environment": {name: value for name, value in sorted(os.environ.items()) if not name.startswith(("PYTHON", "LANG", "LC_"))},
        "secrets": [os.environ.get(name) for name in ("SHELL", "PWD", "SSH_AUTH_SOCK", "HOSTNAME", "CAPSULE_CACHE", "DOTNET_ROOT", "AWS_SECRET_ACCESS_KEY")],
        "places": [os.getcwd(), tempfile.gettempdir(), sys.prefix, __file__],
        "missing": [os.path.exists(path) for path in ("/etc/passwd", "/etc/hostname", "/proc/self/environ", "/proc/cpuinfo", "/sys", "/root", "/work", "/var", "/bin/sh", "../../etc/passwd")],
        "identity": [os.getuid() != 0, os.cpu_count()],
        "time": [time.tzname[0], time.timezone, time.daylight, os.environ.get("TZ")],
        "locale": [locale.getlocale()[1], sys.getfilesystemencoding(), sys.getdefaultencoding(), locale.localeconv()["decimal_point"]],
        "modules": [path for module in sys.modules.values() if (path := getattr(module, "__file__", None)) and not path.startswith(("/lib/", "/workspace/"))],
        "path": [entry for entry in sys.path if not entry.startswith(("/lib", "/workspace"))],
        "processes": [attempt(lambda: os.kill(1, 0)), attempt(lambda: os.fork()), attempt(lambda: os.execv("/bin/sh", ["sh"])), attempt(lambda: os.listdir("/proc")), attempt(lambda: os.popen("ls").read())],
        "node": len({uuid.getnode() for _ in range(3)}) == 1 and uuid.getnode() != 0,
        "codes": platform.node.__code__.co_filename,
    }

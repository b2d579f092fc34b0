r"""Libraries branch on the platform: a program sees that of a POSIX system.

expect: {"platform": "linux", "os": "posix", "separator": "/", "maxsize": true, "little": "little", "variables": true, "scheme": true, "expands": true}
"""

import os
import sys
import sysconfig


def main():
    return {
        "platform": sys.platform,
        "os": os.name,
        "separator": os.sep,
        "maxsize": sys.maxsize > 2**30,
        "little": sys.byteorder,
        "variables": len(sysconfig.get_config_vars()) > 100,
        "scheme": sysconfig.get_path("stdlib").endswith(f"python{sys.version_info[0]}.{sys.version_info[1]}"),
        "expands": os.path.expanduser("~/x").endswith("/x"),
    }

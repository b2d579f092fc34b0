r"""Imports modules of its own by names that only exist when it runs.

expect: {"names": ["shop_package.found", "shop_package.inner", "shop_package.late", "shop_package.prices"], "found": "found", "plugins": {"shop_package.found": true, "shop_package.inner": false, "shop_package.late": true, "shop_package.prices": false}, "ran": "__main__"}
stdout: "run as a module\n"
"""

import importlib
import pkgutil
import runpy

import shop_package
from capsule import task


@task(name="main", compute="LOW", ram="64MB")
def main():
    names = [module.name for module in pkgutil.walk_packages(shop_package.__path__, "shop_package.") if not module.name.endswith("__main__")]
    found = importlib.import_module("shop_package." + "dnuof"[::-1])
    plugins = {name: hasattr(importlib.import_module(name), "VALUE") for name in names}
    ran = runpy.run_module("shop_package", run_name="__main__")
    return {"names": names, "found": found.VALUE, "plugins": plugins, "ran": ran["RESULT"]}

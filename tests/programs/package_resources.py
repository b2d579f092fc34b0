r"""Uses a package of its own: imports, relative imports, and the sources of its modules as resources.

expect: {"prices": ["2.50", "0.30", ["apple", "kn\u00e4ckebrot"]], "helper": "shop_package.prices", "package": ["1.2", ["shop_package", "shop_package"], "made when asked for", "AttributeError: module 'shop_package' has no attribute 'nothing'", "__init__.py", 1], "files": [true, true, "\"\"\"Prices", "from .. import prices"], "resources": [5, true], "data": "from .. import prices", "modules": true, "spec": ["shop_package.inner", true, null, true], "lines": 9, "late": "late shop_package.prices", "plugin": [42, 41, "made_plugin"], "zipped": "/tmp/zipped.zip/zipped_module.py", "ran": [41, 1, "script"], "errors": ["ModuleNotFoundError: No module named 'shop_package.missing'", "ModuleNotFoundError: No module named 'nowhere'", "ImportError: cannot import name 'nope' from 'shop_package'", "FileNotFoundError"], "made": [[5, "virtual"], "doc"]}
"""

import importlib
import importlib.util
import os
import pkgutil
import runpy
import sys
from importlib import resources

import shop_package
from capsule import task
from shop_package import helper, price_of
from shop_package.prices import TABLE as table


def attempt(action):
    try:
        return repr(action())
    except Exception as error:
        return f"{type(error).__name__}: {error}"


@task(name="main", compute="MEDIUM")
def main():
    files = resources.files("shop_package")
    with resources.as_file(files / "inner/__init__.py") as path:
        blob = path.read_bytes().decode().splitlines()[0]
    spec = importlib.util.find_spec("shop_package.inner")
    late = importlib.import_module(".prices", "shop_package")
    with open(os.path.join(os.path.dirname(__file__), "shop_package", "prices.py"), encoding="utf-8") as file:
        lines = file.read().splitlines()
    os.makedirs("/tmp/plugins", exist_ok=True)
    with open("/tmp/plugins/made_plugin.py", "w") as file:
        file.write("VALUE = 41\ndef grow():\n    global VALUE\n    VALUE += 1\n    return VALUE\n")
    sys.path.append("/tmp/plugins")
    importlib.invalidate_caches()
    import made_plugin
    grown = made_plugin.grow()
    importlib.reload(made_plugin)
    import zipfile
    with zipfile.ZipFile("/tmp/zipped.zip", "w") as archive:
        archive.writestr("zipped_module.py", "WHERE = __file__\n")
    sys.path.insert(0, "/tmp/zipped.zip")
    import zipped_module
    script = runpy.run_path("/tmp/plugins/made_plugin.py", {"EXTRA": 1}, "script")
    return {
        "prices": [str(price_of("knäckebrot")), str(price_of("apple")), sorted(table)],
        "helper": helper(),
        "package": [shop_package.__version__, shop_package.LOADED, shop_package.lazy, attempt(lambda: shop_package.nothing), os.path.basename(shop_package.__file__), len(shop_package.__path__)],
        "files": [{"__init__.py", "prices.py", "late.py", "inner"} <= {item.name for item in files.iterdir()}, files.joinpath("inner").is_dir(), (files / "prices.py").read_bytes()[:9].decode(), blob],
        "resources": [resources.read_text("shop_package", "late.py", encoding="utf-8").count("\n"), resources.is_resource("shop_package", "__init__.py")],
        "data": pkgutil.get_data("shop_package", "inner/__init__.py").decode().splitlines()[0],
        "modules": {"prices", "late", "inner"} <= {module.name for module in pkgutil.iter_modules(shop_package.__path__)},
        "spec": [spec.name, spec.submodule_search_locations is not None, importlib.util.find_spec("no_such_module"), late is sys.modules["shop_package.prices"]],
        "lines": len(lines),
        "late": imported_late(),
        "plugin": [grown, made_plugin.VALUE, made_plugin.__name__],
        "zipped": zipped_module.WHERE.replace(os.sep, "/"),
        "ran": [script["VALUE"], script["EXTRA"], script["__name__"]],
        "errors": [attempt(lambda: importlib.import_module("shop_package.missing")), attempt(lambda: __import__("nowhere")), attempt(lambda: exec("from shop_package import nope")).partition(" (")[0], attempt(lambda: (files / "none.txt").read_text()).split(":")[0]],
        "made": made_module(),
    }


def imported_late():
    from shop_package import late

    return late.VALUE


def made_module():
    import types

    module = types.ModuleType("virtual", "doc")
    exec("x = 5\ndef f(): return x, __name__", module.__dict__)
    sys.modules["virtual"] = module
    import virtual

    return [virtual.f(), virtual.__doc__]

r"""What a program knows about itself.

expect: {"name": "module_facts", "file": "module_facts.py", "real": true, "absolute": true, "folder": true, "on_path": true, "argv": ["module_facts.py"], "at_import": {"name": "module_facts", "argv": ["module_facts.py"], "in_modules": true}, "guarded": false, "package": "", "spec": "module_facts", "doc": "What a program knows about itself.", "annotations": "main", "module": true, "version": true, "implementation": "cpython", "builtins": true, "debug": true, "main_module": true, "optimize": 0}
"""

import os
import sys

from capsule import task

AT_IMPORT = {"name": __name__, "argv": [os.path.basename(argument) for argument in sys.argv], "in_modules": __name__ in sys.modules}
GUARDED = False

if __name__ == "__main__":
    GUARDED = True


@task(name="main", compute="LOW", ram="64MB")
def main():
    return {
        "name": __name__,
        "file": os.path.basename(__file__),
        "real": os.path.isfile(__file__) and "def main" in open(__file__, encoding="utf-8").read(),
        "absolute": os.path.isabs(__file__),
        "folder": os.path.dirname(os.path.abspath(__file__)) == os.getcwd(),
        "on_path": os.getcwd() in sys.path,
        "argv": [os.path.basename(argument) for argument in sys.argv],
        "at_import": AT_IMPORT,
        "guarded": GUARDED,
        "package": __package__,
        "spec": __spec__.name,
        "doc": __doc__.splitlines()[0],
        "annotations": main.__name__,
        "module": sys.modules[__name__].main is main,
        "version": sys.version_info >= (3, 11),
        "implementation": sys.implementation.name,
        "builtins": __builtins__ is not None,
        "debug": __debug__,
        "main_module": "__main__" in sys.modules,
        "optimize": sys.flags.optimize,
    }

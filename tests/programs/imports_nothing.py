r"""Cannot be loaded: it imports a module that is not there.

error: build_error ModuleNotFoundError: No module named 'no_such_module_anywhere'
"""
# native: none

import no_such_module_anywhere
from capsule import task


@task(name="main", compute="LOW", ram="64MB")
def main():
    return no_such_module_anywhere.answer

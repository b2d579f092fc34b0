"""Compiles modules of installed packages, each in a sandbox of its own that never runs them.

The host keeps the answer by the hash of the source, for every program that imports the same module.
"""

from importlib._bootstrap_external import _code_to_hash_pyc
from importlib.util import source_hash


def compile_module(source):
    """What a .pyc file of the source holds, to be used without a look at the source; nothing where it does not compile.

    Whoever imports it puts the right name of the file into the code.
    """
    try:
        code = compile(source, "<module>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return b""
    return bytes(_code_to_hash_pyc(code, source_hash(source), False))

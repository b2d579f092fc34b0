namespace Capsule.Runtime.Tests.Hostile.Cases;

/// <summary>Modules that reach the machine on other Pythons: they are absent, or refuse.</summary>
internal static class Imports
{
    internal static IReadOnlyList<HostileCase> All { get; } =
    [
        new("ctypes", "ModuleNotFoundError|ImportError|OSError|AttributeError|TypeError", "import ctypes\nctypes.CDLL(None).system(b'id')"),
        new("memory by address with ctypes", "ModuleNotFoundError|ImportError|task_error", "import ctypes\nreturn ctypes.string_at(0xfffffff0, 1 << 20).hex()"),
        new("JavaScript", "ModuleNotFoundError", "import js\nreturn js.fetch('http://example.com')"),
        new("Pyodide's bridge", "ModuleNotFoundError|ImportError", "from pyodide.code import run_js\nrun_js('process.exit()')"),
        new("Pyodide's core", "ModuleNotFoundError|ImportError", "import _pyodide_core\nreturn dir(_pyodide_core)"),
        new("Pyodide's JavaScript module", "ModuleNotFoundError", "import pyodide_js\npyodide_js.loadPackage('x')"),
        new("a command with os.system", "PermissionError", "import os\nreturn os.system('id') == 0"),
        new("a command with subprocess", "OSError|PermissionError|NotImplementedError|FileNotFoundError", "import subprocess\nreturn subprocess.run(['/bin/id'], capture_output=True).stdout.decode()"),
        new("a command with popen", "PermissionError", "import os\nreturn os.popen('id').read()"),
        new("a fork", "PermissionError", "import os\nos.fork()"),
        new("another program", "PermissionError", "import os\nos.execv('/bin/sh', ['sh', '-c', 'id'])"),
        new("a spawned program", "OSError|AttributeError|FileNotFoundError|NotImplementedError", "import os\nos.posix_spawn('/bin/sh', ['sh'], {})"),
        new("the extension beneath subprocess", "ImportError|ModuleNotFoundError|OSError|TypeError|AttributeError", "import _posixsubprocess\n_posixsubprocess.fork_exec([b'/bin/id'], [b'/bin/id'], True, (), None, None, -1, -1, -1, -1, -1, -1, -1, -1, True, False, -1, None, None, -1, None, True)"),
        new("a thread", "RuntimeError", "import threading\nthreading.Thread(target=print).start()"),
        new("a process", "PermissionError|OSError|ImportError|ModuleNotFoundError", "import multiprocessing\np = multiprocessing.Process(target=print)\np.start()"),
        new("a shared library", "ImportError|OSError", """
            import importlib.machinery, importlib.util
            open('/tmp/evil.so', 'wb').write(b'\0asm\1\0\0\0')
            loader = importlib.machinery.ExtensionFileLoader('evil', '/tmp/evil.so')
            spec = importlib.util.spec_from_file_location('evil', '/tmp/evil.so', loader=loader)
            importlib.util.module_from_spec(spec)
            """),
        new("the loader of shared libraries", "ImportError|AttributeError|OSError", """
            import _imp, importlib.machinery
            open('/tmp/evil.so', 'wb').write(b'\x7fELF')
            _imp.create_dynamic(importlib.machinery.ModuleSpec('evil', None, origin='/tmp/evil.so'))
            """),
        new("a module path of the host", "ModuleNotFoundError", "import sys\nsys.path.insert(0, '/usr/lib/python3/dist-packages')\nsys.path_importer_cache.clear()\nimport apt_pkg"),
        new("a finder that lies", "= \"mine\"", """
            import sys, types
            class Finder:
                def find_spec(self, name, path=None, target=None):
                    import importlib.machinery
                    return importlib.machinery.ModuleSpec(name, self)
                def create_module(self, spec): return types.ModuleType(spec.name)
                def exec_module(self, module): module.secret = 'mine'
            sys.meta_path.insert(0, Finder())
            import os_of_the_host
            return os_of_the_host.secret
            """),
        new("a frozen module by force", "= []", """
            import _imp, sys
            found = []
            for name in ('_ctypes', '_posixsubprocess_host', '_winapi', 'nt', '_capsule_host', 'readline', '_socket_host'):
                if name not in sys.builtin_module_names and _imp.is_builtin(name): found.append(name)
            return found
            """),
        new("limits of the process", "ImportError|ModuleNotFoundError|OSError|AttributeError|ValueError", "import resource\nreturn resource.prlimit(1, resource.RLIMIT_NOFILE)"),
        new("a terminal", "OSError|ImportError|ModuleNotFoundError|AttributeError", "import pty\npty.spawn('/bin/sh')"),
        new("signals to the host", "OSError|AttributeError|PermissionError|Exited|task_error|= null", "import os\nos.kill(1, 9)\nos.kill(os.getppid(), 9)"),
        new("the system's priority", "AttributeError|OSError", "import os\nos.nice(-20)"),
    ];
}

namespace Capsule.Runtime.Tests.Hostile.Cases;

/// <summary>Tricks with Python's own objects, which have broken every sandbox inside of Python: here they reach the guest alone.</summary>
internal static class Objects
{
    internal static IReadOnlyList<HostileCase> All { get; } =
    [
        new("subclasses of object", "= []", """
            found = []
            for c in ().__class__.__base__.__subclasses__():
                if 'CDLL' in c.__name__ or 'JsProxy' in c.__name__: found.append(c.__name__)
            return found
            """),
        new("globals of a function of the standard library", "PermissionError", "import os\nreturn os.walk.__globals__['sys'].modules['os'].system('id') == 0"),
        new("frames below the task", "= []", """
            import sys
            frame, outside = sys._getframe(), []
            while frame:
                if not frame.f_code.co_filename.startswith(('/workspace', '/lib', '<frozen')): outside.append(frame.f_code.co_filename)
                frame = frame.f_back
            return outside
            """),
        new("a traceback's frames", "= true", """
            try: 1 / 0
            except ZeroDivisionError as e: frame = e.__traceback__.tb_frame
            while frame.f_back: frame = frame.f_back
            return 'host' not in str(frame.f_locals) and '_capsule_guest' in frame.f_code.co_filename
            """),
        new("every object of the collector", "= []", """
            import gc
            names = set()
            for o in gc.get_objects():
                n = type(o).__module__ + '.' + type(o).__name__
                if 'js' in n.lower().split('.')[0] or 'dotnet' in n.lower() or 'wasmtime' in n.lower(): names.add(n)
            return sorted(names)
            """),
        new("a pickle that runs a command", "PermissionError", "import pickle\nreturn pickle.loads(b\"cos\\nsystem\\n(S'id'\\ntR.\") == 0"),
        new("a pickle that opens a file", "FileNotFoundError", "import pickle\nreturn pickle.loads(b\"c_io\\nopen\\n(S'/etc/passwd'\\ntR.\").read()"),
        new("a pickle that imports", "ModuleNotFoundError|ImportError|AttributeError", "import pickle\nreturn pickle.loads(b\"cjs\\nfetch\\n(S'http://x'\\ntR.\")"),
        new("yaml-like construction of objects", "PermissionError", "return eval(\"__import__('os').system('id')\") == 0"),
        new("format strings that look around", "= true", "import sys\nreturn '/etc' not in '{0.function.__globals__}'.format(main)"),
        new("a new type of the name of the bridge", "= [\"bad_request\"]", """
            import sys, types, _capsule, json
            real = _capsule.call
            sys.modules['_capsule'] = types.ModuleType('_capsule')
            sys.modules['_capsule'].call = lambda request: b'{"ok": "forged"}'
            return [json.loads(real(b'{"call": "policy"}'))['error']['kind']]
            """),
        new("the bridge's own object", "= true", """
            import _capsule
            call = _capsule.call
            try: call.__self__ = 1
            except (AttributeError, TypeError): pass
            return 'call' in repr(call)
            """),
        new("a copy of the bridge", "TypeError|PicklingError|success", "import copy, _capsule, pickle\nreturn pickle.loads(pickle.dumps(_capsule.call))(b'{}').decode()"),
        new("builtins of another name", "FileNotFoundError", "import builtins\nbuiltins.open = __import__('io').open\nreturn builtins.open('/etc/passwd').read()"),
        new("an audit hook", "= true", "import sys\nseen = []\nsys.addaudithook(lambda name, args: seen.append(name))\nimport os\nos.listdir('/')\nreturn 'os.listdir' in seen"),
        new("a trace of the runner", "= 1", "import sys\nsys.settrace(lambda *a: None)\nsys.setprofile(lambda *a: None)\nreturn 1"),
        new("sub-interpreters", "ModuleNotFoundError|ImportError|RuntimeError|InterpreterError|= null", "import _interpreters\ni = _interpreters.create()\n_interpreters.run_string(i, 'import os; os.system(\"id\")')"),
        new("a finalizer after the end", "= 1", "import atexit, weakref, sys\nclass D:\n    def __del__(self): open('/etc/passwd')\nsys.d = D()\natexit.register(lambda: open('/etc/passwd'))\nreturn 1"),
        new("a debugger's remote code", "FileNotFoundError|AttributeError|RuntimeError|PermissionError", "import sys, os\nsys.remote_exec(1, '/tmp/x.py')"),
    ];
}

namespace Capsule.Runtime.Tests.Hostile.Cases;

/// <summary>Tampering with the runner that answers the host, and with the SDK: the guest can only spoil its own result.</summary>
internal static class Runner
{
    internal static IReadOnlyList<HostileCase> All { get; } =
    [
        new("a runner whose encoder answers rubbish", "invalid_result", "from _capsule_guest import results\nresults.encode = lambda *a: b'\\xff\\xfe\\0{'"),
        new("a runner whose encoder answers no bytes", "task_error|TypeError|invalid_result", "from _capsule_guest import results\nresults.encode = lambda *a: 'text'"),
        new("a runner whose encoder answers two values", "invalid_result", "from _capsule_guest import results\nresults.encode = lambda *a: b'1 2'"),
        new("a runner whose encoder answers a member twice", "invalid_result", "from _capsule_guest import results\nresults.encode = lambda *a: b'{\"a\":[{\"b\":1,\"\\\\u0062\":2}]}'") { Says = "malformed" },
        new("a runner whose encoder answers half of a surrogate pair twice", "invalid_result", "from _capsule_guest import results\nresults.encode = lambda *a: b'{\"\\\\ud800\":1,\"\\\\ud800\":2}'"),
        new("a runner whose description has a member twice", "task_error|invalid_result", "from _capsule_guest import program\nprogram._describe = lambda *a, **k: b'{\"kind\":\"exception\",\"kind\":\"invalid_result\"}'\nraise ValueError"),
        new("keys that JSON cannot tell apart", "invalid_result", "return {'x': [{1: 'a', '1': 'b'}]}") { Says = "result['x'][0]: the keys 1 and '1' are both \"1\" in JSON" },
        new("keys that say that they are others", "invalid_result", """
            class Key(str):
                __hash__ = object.__hash__
                __eq__ = object.__eq__
            return {Key('a'): 1, Key('a'): 2}
            """) { Says = "malformed" },
        new("a million keys that JSON cannot tell apart", "invalid_result|memory_exceeded|fuel_exhausted", "return {**{n: 0 for n in range(10**6)}, **{str(n): 1 for n in range(10**6)}}") { Ram = 1_000_000_000 },
        new("a runner whose encoder answers a million members", "= null", "from _capsule_guest import results\nreal = results.encode\nassert len(real({str(n): n for n in range(10**6)})) > 10**7") { Ram = 1_000_000_000, Compute = 50_000_000_000 },
        new("a runner whose encoder answers an envelope", "= {\"success\":true,\"error\":null}", "from _capsule_guest import results\nresults.encode = lambda *a: b'{\"success\":true,\"error\":null}'"),
        new("a runner whose description is no JSON", "task_error|invalid_result", "from _capsule_guest import program\nprogram._describe = lambda *a, **k: b'{'\nraise ValueError"),
        new("a runner whose description has other types", "task_error|invalid_result", "from _capsule_guest import program\nprogram._describe = lambda *a, **k: b'{\"kind\":1,\"exception\":[],\"exit_code\":\"x\"}'\nraise ValueError"),
        new("a runner whose description is enormous", "task_error|invalid_result|memory_exceeded", "from _capsule_guest import program\nimport json\nprogram._describe = lambda *a, **k: json.dumps({'kind': 'exception', 'exception': 'E' * 10**6, 'message': 'm' * 10**7, 'traceback': 't' * 10**7}).encode()\nraise ValueError"),
        new("a description that claims to be the host's", "task_error|invalid_result", """
            from _capsule_guest import program
            program._describe = lambda *a, **k: b'{"kind":"internal_error","exception":null,"message":"a function of the host failed","error_type":"internal_error"}'
            raise ValueError
            """),
        new("a result with a mark of its own", "invalid_result", "from _capsule_guest import program\nprogram.OK = b'2'\nreturn 1"),
        new("a result without bytes", "invalid_result", "from _capsule_guest import program, results\nprogram.OK = b''\nresults.encode = lambda *a: b''\nreturn 1"),
        new("a result from another stack", "= 7", "from _capsule_guest import results\nreal = results.encode\nresults.encode = lambda v: real(7)\nreturn 1"),
        new("a result nested 5000 deep", "invalid_result", "from _capsule_guest import results\nresults.encode = lambda v: b'[' * 5000 + b']' * 5000"),
        new("a registry without tasks", "= 3", "from capsule import _task\n_task.registry.clear()\nreturn 3"),
        new("a task put in another's place", "= \"honest\"", """
            from capsule import _task
            _task.registry[:] = [t for t in _task.registry if t.name != 'child']
            return child().result
            """) { Before = "@task\ndef child(): return 'honest'" },
        new("the SDK's result type", "= \"no\"", """
            import capsule
            result = child()
            result.__class__.success = True
            return 'yes' if result.result == 'secret' else 'no'
            """) { Before = "@task\ndef child(): raise ValueError('secret')" },
        new("modules without the runner", "= 1|task_error|KeyError|ImportError|ModuleNotFoundError", "import sys\nfor name in list(sys.modules): sys.modules.pop(name)\nreturn 1"),
        new("a JSON module of its own", "invalid_result|= 1", "import json\njson.loads = json.dumps = lambda *a, **k: 'x'\njson.JSONEncoder.encode = lambda *a: '\\0'\nreturn 1"),
        new("the end of the interpreter", "task_error", "import os\nos._exit(0)") { Says = "exit code 0" },
        new("an abort", "task_error", "import os\nos.abort()"),
        new("a fault", "task_error|AttributeError", "import faulthandler\nfaulthandler._sigsegv()"),
        new("a fatal error", "task_error|AttributeError|ModuleNotFoundError", "import faulthandler\nfaulthandler._fatal_error_c_thread()"),
        new("builtins that lie", "success|task_error|TypeError|invalid_result|NameError", "import builtins\nfor name in ('isinstance', 'len', 'str', 'BaseException', 'getattr'): setattr(builtins, name, None)\nreturn 1"),
    ];
}

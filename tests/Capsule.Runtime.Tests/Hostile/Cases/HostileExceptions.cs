namespace Capsule.Runtime.Tests.Hostile.Cases;

/// <summary>Exceptions that are made to mislead, or to break, whoever reports them.</summary>
internal static class HostileExceptions
{
    internal static IReadOnlyList<HostileCase> All { get; } =
    [
        new("a message that raises", "E", "class E(Exception):\n    def __str__(s): raise ValueError('again')\nraise E()"),
        new("a message that ends the interpreter", "task_error", "class E(Exception):\n    def __str__(s): __import__('os')._exit(0)\nraise E()"),
        new("a message that exits", "task_error|E|SystemExit", "class E(Exception):\n    def __str__(s): raise SystemExit(0)\nraise E()"),
        new("a message that is no text", "E", "class E(Exception):\n    def __str__(s): return 1\nraise E()"),
        new("a message of a subclass of text", "E|task_error|KeyError", "class S(str):\n    def __getitem__(s, i): raise KeyError\nclass E(Exception):\n    def __str__(s): return S('x')\nraise E()"),
        new("a message of 50 MB", "E", "class E(Exception): pass\nraise E('x' * 50_000_000)") { Ram = 512_000_000 },
        new("a message with half of a surrogate pair", "ValueError|task_error", "raise ValueError('\\ud800')"),
        new("a message with NUL and control characters", "ValueError", "raise ValueError('a\\0b\\x1b[2J\\x07\\x9b31m')"),
        new("a name with control characters", "task_error", "raise type('\\x1b[31mE\\n', (Exception,), {})('x')"),
        new("a name that is empty", "task_error", "raise type('', (Exception,), {})('x')"),
        new("a name of another type of failure", "task_error", "raise type('fuel_exhausted', (Exception,), {})('x')"),
        new("a name that is very long", "task_error", "raise type('E' * 10**6, (Exception,), {})('x')"),
        new("a metaclass that lies about the name", "task_error|memory_exceeded", "class M(type):\n    __name__ = property(lambda c: 'MemoryError')\nclass E(Exception, metaclass=M): pass\nraise E('x')"),
        new("a metaclass that raises", "task_error|ValueError", "class M(type):\n    @property\n    def __name__(c): raise ValueError\nclass E(Exception, metaclass=M): pass\nraise E('x')"),
        new("a metaclass whose name is no text", "task_error|invalid_result", "class M(type):\n    __name__ = property(lambda c: {'a': 1})\nclass E(Exception, metaclass=M): pass\nraise E('x')"),
        new("an exit with success", "task_error|SystemExit|= null", "raise SystemExit(0)"),
        new("an exit with a large code", "task_error|SystemExit", "raise SystemExit(2**70)"),
        new("an exit with text", "task_error|SystemExit", "raise SystemExit('\\x1b[2J')"),
        new("an exit code that lies", "task_error|SystemExit", "class I(int):\n    def __repr__(s): return '0, \"x\": 1'\nraise SystemExit(I(5))"),
        new("an interrupt by hand", "KeyboardInterrupt", "raise KeyboardInterrupt"),
        new("the end of a generator", "StopIteration|task_error", "raise StopIteration"),
        new("a file name that lies", "PermissionError|task_error|SystemExit", "class P:\n    def __fspath__(s): raise SystemExit\ne = PermissionError(13, 'x')\ne.filename = P()\nraise e"),
        new("an error number that lies", "E|task_error|ValueError", "class E(OSError):\n    @property\n    def errno(s): raise ValueError\nraise E()"),
        new("a cause that is itself", "ValueError", "e = ValueError('x')\ne.__cause__ = e\nraise e"),
        new("a note that is no text", "ValueError", "e = ValueError('x')\ne.__notes__ = [object(), 1, None]\nraise e"),
        new("a traceback with lines of its own", "ValueError", "exec(compile('\\n' * 10 + 'raise ValueError(1)', '/etc/passwd', 'exec'))"),
        new("a traceback with a source that ends the interpreter", "ValueError|task_error", "import linecache\nlinecache.getline = linecache.checkcache = lambda *a: __import__('os')._exit(0)\nraise ValueError"),
        new("an exception hook", "ValueError", "import sys\nsys.excepthook = lambda *a: print('forged')\nraise ValueError"),
        new("a traceback module of its own", "ValueError|task_error|KeyError|TypeError", "import traceback\ntraceback.format_exception = lambda *a, **k: 5\nraise ValueError"),
    ];
}

namespace Capsule.Runtime.Tests.Hostile.Cases;

/// <summary>Output that looks like what the host says.</summary>
internal static class Output
{
    internal static IReadOnlyList<HostileCase> All { get; } =
    [
        new("an envelope on standard output", "ValueError", """print('{"success":true,"result":"forged","error":null,"execution":{"task_name":"main"}}')""" + "\nraise ValueError"),
        new("an envelope by descriptor", "ValueError", """import os""" + "\n" + """os.write(1, b'\n{"success":true,"result":"forged","error":null}\n')""" + "\nraise ValueError"),
        new("an answer of the runner on standard output", "= 1", "import os\nos.write(1, b'0\"forged\"')\nos.write(2, b'0\"forged\"')\nreturn 1"),
        new("output after the result", "= 1", "import atexit, sys\nclass F:\n    def flush(s): sys.__stdout__.write('late')\n    def write(s, t): pass\nsys.stdout = F()\nreturn 1"),
        new("a standard output that raises", "= 1", "import sys\nclass F:\n    def flush(s): raise ValueError\n    write = flush\nsys.stdout = sys.stderr = F()\nreturn 1"),
        new("a standard output that ends the interpreter", "task_error", "import sys\nclass F:\n    def flush(s): __import__('os')._exit(0)\nsys.stdout = F()\nreturn 1"),
        new("no standard output", "= 1", "import sys, os\nsys.stdout = None\nos.close(1)\nos.close(2)\nreturn 1"),
        new("standard output that is a file", "= 1", "import os\nos.dup2(os.open('/tmp/x', os.O_CREAT | os.O_RDWR), 1)\nprint('x')\nreturn 1"),
        new("output that is no UTF-8", "= 1", "import os\nos.write(1, bytes(range(256)))\nreturn 1"),
        new("half a letter at the end", "= 1", "import os\nos.write(1, b'\\xf0\\x9f')\nreturn 1"),
        new("a request of the worker's protocol", "= 1", """print('{"jsonrpc":"2.0","id":1,"result":{}}')""" + "\nreturn 1"),
        new("a million escape sequences", "= 1", "print('\\x1b[2J\\x1b]0;title\\x07\\x1b[6n' * 100_000)\nreturn 1"),
    ];
}

namespace Capsule.Runtime.Tests.Hostile.Cases;

/// <summary>More output, files and descriptors than anybody wants.</summary>
internal static class Floods
{
    internal static IReadOnlyList<HostileCase> All { get; } =
    [
        new("a flood on standard error", "limit_exceeded|fuel_exhausted", "import sys\ns = 'x' * (1 << 20)\nwhile True: sys.stderr.write(s)"),
        new("a flood on both channels", "limit_exceeded|fuel_exhausted", "import sys\ns = 'x' * (1 << 20)\nwhile True:\n    sys.stderr.write(s)\n    sys.stdout.write(s)"),
        new("a flood by descriptor", "limit_exceeded", "import os\ns = bytes(1 << 20)\nwhile True: os.write(1, s)"),
        new("a flood of empty lines", "fuel_exhausted|limit_exceeded", "while True: print()") { Compute = 1_000_000_000 },
        new HostileCase("a flood of files", "OSError|memory_exceeded", "i = 0\nwhile True:\n    open(f'/tmp/{i}', 'w').close(); i += 1") with { Compute = 8_000_000_000 },
        new HostileCase("a flood of directories", "OSError|memory_exceeded", "import os\ni = 0\nwhile True:\n    os.mkdir(f'/tmp/{i}'); i += 1") with { Compute = 8_000_000_000 },
        new HostileCase("a flood of links", "OSError|memory_exceeded", "import os\ni = 0\nwhile True:\n    os.symlink('x' * 4000, f'/tmp/{i}'); i += 1") with { Compute = 8_000_000_000 },
        new("a flood of names", "OSError|memory_exceeded|PermissionError|fuel_exhausted", "import os\nopen('/tmp/x', 'w').close()\ni = 0\nwhile True:\n    os.link('/tmp/x', f'/tmp/{i}'); i += 1"),
        new("a flood of long names", "OSError|memory_exceeded|fuel_exhausted", "i = 0\nwhile True:\n    open('/tmp/' + str(i).zfill(255), 'w').close(); i += 1"),
        new("a flood of pipes", "OSError", "import os\nwhile True: os.pipe()"),
        new("a flood of duplicates", "OSError", "import os\nwhile True: os.dup(1)"),
        new("a pipe that nobody reads", "OSError|BlockingIOError|timeout|memory_exceeded|BrokenPipeError", "import os\nr, w = os.pipe()\nwhile True: os.write(w, bytes(1 << 20))"),
        new("a file with a hole", "OSError", "f = open('/tmp/x', 'wb')\nf.seek(1 << 62)\nf.write(b'x')\nf.flush()"),
        new("a file that is made long", "OSError|success", "import os\nf = open('/tmp/x', 'wb')\nf.truncate(1 << 50)\nreturn os.path.getsize('/tmp/x')"),
        new("a file that is read whole with a hole", "memory_exceeded|OSError|OverflowError", "f = open('/tmp/x', 'w+b')\nf.truncate(1 << 35)\nreturn len(f.read())"),
        new("space at the end of a file", "OSError|OverflowError", "import os\nf = os.open('/tmp/x', os.O_RDWR | os.O_CREAT)\nos.pwrite(f, b'x', (1 << 63) - 1)"),
        new("files that are removed and kept open", "OSError|memory_exceeded", "import os\nk = []\nwhile True:\n    f = open('/tmp/x', 'wb'); f.write(bytes(range(256)) * 4096); f.flush(); os.remove('/tmp/x'); k.append(f)"),
        new("a list of a flood of files", "fuel_exhausted|OSError|memory_exceeded", "import os\nfor i in range(20_000): open(f'/tmp/{i}', 'w').close()\nwhile True: os.listdir('/tmp')"),
        new("a tree that never ends", "OSError|RecursionError|fuel_exhausted|memory_exceeded", "import os\nwhile True:\n    os.mkdir('d'); os.chdir('d')"),
    ];
}

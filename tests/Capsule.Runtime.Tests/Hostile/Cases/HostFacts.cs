namespace Capsule.Runtime.Tests.Hostile.Cases;

/// <summary>What a task could learn of the machine that it runs on.</summary>
internal static class HostFacts
{
    internal static IReadOnlyList<HostileCase> All { get; } =
    [
        Fact("environment variables", "import os\nreturn sorted(n for n in os.environ if not n.startswith('PYTHON')) == ['HOME', 'LANG', 'LOGNAME', 'PATH', 'TMPDIR', 'USER'] and os.environ['USER'] == os.environ['LOGNAME'] == 'capsule'"),
        Fact("the user", $"import getpass, os, pwd\nreturn '{Environment.UserName}' not in (getpass.getuser(), os.path.expanduser('~'), pwd.getpwuid(os.getuid()).pw_name) or '{Environment.UserName}' == 'user'"),
        Fact("the host's name", $"import platform, os\nreturn '{Environment.MachineName}' not in (platform.node(), os.uname().nodename)"),
        Fact("the process's number", $"import os\nreturn {Environment.ProcessId} not in (os.getpid(), os.getppid())"),
        Fact("the kernel", $"import platform\nreturn '{Environment.OSVersion.Version}' not in platform.release() + platform.version()"),
        Fact("the arguments", "import sys\nreturn sys.argv == ['program.py'] and sys.orig_argv in ([], [''], ['python'], ['python3']) or len(sys.orig_argv) < 3"),
        Fact("the number of processors", $"import os\nreturn os.cpu_count() in (None, 1)"),
        Fact("the memory of the machine", "import os\ntry: return os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') <= 4 << 30\nexcept (OSError, ValueError): return True"),
        Fact("the load", "import os\ntry: os.getloadavg()\nexcept (OSError, AttributeError): return True\nreturn os.getloadavg() == (0.1, 0.1, 0.1)"),
        Fact("the time zone", "import time\nreturn time.timezone == 0 and time.tzname[0] == 'UTC'"),
        Fact("when the machine started", "import time\ntry: time.clock_gettime(7)\nexcept OSError: return True"),
        Fact("free space on its disks", "import shutil\nreturn shutil.disk_usage('/').total < 1 << 40"),
        Fact("numbers of its files", "import os\nreturn os.stat('/').st_dev < 1 << 16 and os.stat('/').st_uid == 1000"),
        Fact("paths in the interpreter's own files", $"import sys, glob\nreturn all(b'{Checkout.Root}' not in open(f, 'rb').read() for f in glob.glob('/lib/**/*.py*', recursive=True)[:300])"),
        Fact("paths in code objects", $"import gc, types\nreturn all(not o.co_filename.startswith('{Checkout.Root}') for o in gc.get_objects() if isinstance(o, types.CodeType))"),
        Fact("a clock fine enough for its neighbours' caches", "import time\nreturn time.get_clock_info('perf_counter').resolution >= 1e-9"),
        Fact("processor time of the process", "import os, time\nt = os.times()\nreturn t.children_user == 0 and time.process_time() < 100"),
        Fact("neighbours in the same process", "import os\nreturn sorted(os.listdir('/tmp')) == [] and sorted(os.listdir('/home')) == ['capsule']"),
    ];

    private static HostileCase Fact(string name, string body) => new("learns " + name, "= true", body);
}

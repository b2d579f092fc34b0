namespace Capsule.Runtime.Tests.Hostile.Cases;

/// <summary>What a program declares while it is loaded is read by the host, which checks it there.</summary>
internal static class Declarations
{
    internal static IReadOnlyList<HostileCase> All { get; } =
    [
        Forged("more compute than there is", "config_error", "{'compute': 10**40}"),
        Forged("negative memory", "config_error", "{'ram': -1}"),
        Forged("memory that is no number", "config_error", "{'ram': float('inf')}"),
        Forged("more memory than 32 bits can name", "config_error", "{'ram': '1TB'}"),
        Forged("endless retries", "config_error", "{'max_retries': 10**30}"),
        Forged("the whole disk", "config_error", "{'allowed_files': ['/']}"),
        Forged("the folder above", "config_error", "{'allowed_files': ['..']}"),
        Forged("a folder through one that is granted", "config_error", "{'allowed_files': ['data/../../..']}"),
        Forged("a home directory", "config_error|= 1", "{'allowed_files': ['~/.ssh']}"),
        Forged("the cache", "config_error", $"{{'allowed_files': ['{Checkout.Cache}']}}"),
        Forged("a folder with NUL", "config_error", "{'allowed_files': ['data\\0/../..']}"),
        Forged("a mode of its own", "config_error", "{'allowed_files': [{'path': 'data', 'mode': 'root'}]}"),
        Forged("options that nobody knows", "config_error", "{'policy': 'admin', '__class__': 1}"),
        Forged("an environment variable with a value", "config_error|= 1", "{'env_variables': ['PATH=/bin', '']}"),
        Forged("time without an end", "config_error", "{'timeout': float('nan')}"),
        Forged("a name of another type", "config_error|build_error", "{'name': ['main']}"),
        Forged("a value that takes long to show", "config_error|build_error", "{'ram': type('R', (), {'__repr__': lambda s: 'x' * 10**7})()}"),
        new("a manifest that is no JSON", "build_error", "return 1") { Before = "from _capsule_guest import program\nprogram.json = type('J', (), {'dumps': staticmethod(lambda *a, **k: '{'), 'loads': staticmethod(__import__('json').loads)})" },
        new("a manifest of other types", "build_error|config_error", "return 1") { Before = "from _capsule_guest import program\nprogram._manifest_of = lambda t: {'name': 1, 'function': None, 'line': 'x', 'options': []}" },
        new("a manifest without fields", "build_error|config_error", "return 1") { Before = "from _capsule_guest import program\nprogram._manifest_of = lambda t: {}" },
        new("a manifest with nulls", "build_error|config_error", "return 1") { Before = "from _capsule_guest import program\nprogram._manifest_of = lambda t: {'name': 'main', 'function': None, 'line': 0, 'options': None}" },
        new("a manifest with options of null", "= 1", "return 1") { Before = "from _capsule_guest import program\nprogram._manifest_of = lambda t: {'name': 'main', 'function': 'f', 'line': 0, 'options': {'ram': None}}" },
        new("a manifest of a null task", "build_error|config_error", "return 1") { Before = "from _capsule_guest import program\nprogram._manifest_of = lambda t: None" },
        new("a manifest of a million tasks", "build_error|config_error|= 1", "return 1") { Before = "from capsule import _task\nfor i in range(100_000): _task.registry.append(_task.Task(print, {'name': 't%d' % i}))" },
        new("two tasks of one name", "config_error|build_error", "return 1") { Before = "@task(name='main')\ndef other(): return 2" },
        new("an end of the interpreter while it is loaded", "build_error", "return 1") { Before = "import os\nos._exit(0)" },
        new("a host call while it is loaded", "build_error", "return 1") { Before = "from _capsule_guest import host\nhost.call('task.run', b'{}', task='main')", Says = "inside of a task" },
        new("a loop while it is loaded", "build_error", "return 1") { Before = "while True: pass", Says = "while it is loaded" },
        new("memory while it is loaded", "build_error|memory_exceeded", "return 1") { Before = "x = []\nwhile True: x.append(bytearray(10**6))" },
        new("output while it is loaded", "build_error", "return 1") { Before = "while True: print('x' * 10**5, flush=True)" },
    ];

    private static HostileCase Forged(string name, string ends, string options) => new("declares " + name, ends, "return 1")
    {
        Before = $"from capsule import _task\n_real = _task.task\ndef task(**o):\n    return _real(**{{**o, **{options}}})",
    };
}

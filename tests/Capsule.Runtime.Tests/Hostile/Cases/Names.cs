namespace Capsule.Runtime.Tests.Hostile.Cases;

/// <summary>Names that mean something to somebody.</summary>
internal static class Names
{
    internal static IReadOnlyList<HostileCase> All { get; } =
    [
        Named("with a path", "config_error|build_error|= true", "../../x"),
        Named("with NUL", "config_error|build_error", "a\\0b"),
        Named("with a new line", "config_error|build_error", "a\\nerror: b"),
        Named("with an escape sequence", "config_error|build_error", "\\x1b[2J"),
        Named("with letters that turn the line", "config_error|build_error|= true", "\\u202egnp.exe"),
        Named("that is empty", "config_error|build_error", ""),
        Named("that is very long", "config_error|build_error|= true", "x' * 100_000 + '"),
        Named("with half of a surrogate pair", "config_error|build_error", "\\ud800"),
        Named("of an operation", "= true", "task.run"),
        Named("of a dunder", "= true", "__class__"),
        new("an environment variable that the host uses", "= 1", "import os\nfor n in ('DOTNET_EnableDiagnostics', 'LD_PRELOAD', 'PATH', 'CAPSULE_HOME'): os.environ[n] = '/tmp/evil'\nreturn 1"),
        new("an environment variable with an equals sign", "ValueError|OSError|= 1", "import os\nos.environ['A=B'] = 'C'\nreturn 1"),
        new("an environment variable with NUL", "ValueError", "import os\nos.environ['A'] = 'a\\0b'"),
        new("file names of every kind", "success", """
            import os
            made = 0
            for n in ('\\n', '\\x1b[2J', '\\u202e', 'a' * 255, ' ', '-rf', '*', '\\udcff', 'CON', '.. ', '\\\\..\\\\x'):
                open('/tmp/' + n, 'w').close(); made += 1
            return [made, len(os.listdir('/tmp'))]
            """),
    ];

    private static HostileCase Named(string name, string ends, string text) =>
        new("a task's name " + name, ends, $"return other().success") { Before = $"@task(name='{text}')\ndef other(): return 1" };
}

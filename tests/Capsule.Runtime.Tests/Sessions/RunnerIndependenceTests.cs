using Capsule.Runtime.Sessions;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Sessions;

/// <summary>
/// A cell may put something else in the place of any function of a module, as tests and debuggers do: the session's runner
/// keeps its own.
/// </summary>
public sealed class RunnerIndependenceTests(RuntimeFixture fixture)
{
    /// <summary>Breaks everything that has a public name in a module and can be called. Exceptions stay: they are compared, not called.</summary>
    private const string Break = """
        import importlib, types
        def breaks(name):
            module = importlib.import_module(name)
            def broken(*_, **__):
                raise RuntimeError(f"{name} is broken")
            replace, is_class, error = setattr, isinstance, BaseException
            kept = ("print",)
            for key, value in list(vars(module).items()):
                if callable(value) and key[0] != "_" and key not in kept and not (is_class(value, type) and issubclass(value, error)):
                    yield replace, module, key, broken
        for replace, module, key, broken in list(breaks(MODULE)):
            replace(module, key, broken)
        """;

    public static TheoryData<string> Modules =>
    [
        "builtins", "json", "json.encoder", "json.decoder", "json.scanner", "traceback", "linecache", "tokenize", "textwrap", "asyncio",
        "asyncio.events", "asyncio.runners", "asyncio.tasks", "signal", "os", "os.path", "io", "inspect", "types", "ast", "random",
        "base64", "re", "collections", "contextlib", "functools", "dataclasses", "datetime", "decimal", "time", "warnings", "tempfile",
        "string", "codecs", "abc", "enum", "operator", "itertools", "math", "struct", "socket", "ssl", "pathlib", "uuid",
    ];

    [Theory]
    [MemberData(nameof(Modules))]
    public async Task A_module_that_a_cell_broke_does_not_break_the_session(string module)
    {
        await using var session = await fixture.Runtime.SessionAsync();
        await session.ReprAsync("x = {'a': [1, 2.5, None]}");
        var broken = await session.DoAsync(Break.Replace("MODULE", $"'{module}'", StringComparison.Ordinal));
        Assert.True(broken.IsStateKept, broken.Failure?.Message);

        var value = await session.DoAsync("print('seen')\nx");
        Assert.True(value.Success, $"{value.Failure?.Message}\n{value.Failure?.Traceback}");
        Assert.Equal(("{'a': [1, 2.5, None]}", "{\"a\":[1,2.5,null]}", "seen\n"), (value.Value?.Repr, value.Value?.Json?.GetRawText(), value.Printed()));
        var failure = (await session.DoAsync("y = 1\n1 / 0")).Failure;
        Assert.Equal("ZeroDivisionError: division by zero", failure?.Message);
        Assert.Contains("line 2, in <module>\n    1 / 0\n    ~~^~~\n", failure?.Traceback, StringComparison.Ordinal);
        Assert.Equal("['a', 'b']", (await session.SplitAsync("a\nb", TestContext.Current.CancellationToken)).Get() is [var a, var b] ? $"['{a.Trim()}', '{b.Trim()}']" : "");
        Assert.Equal(InputState.Incomplete, (await session.CheckAsync("def f():", TestContext.Current.CancellationToken)).Get());
    }

    [Fact]
    public async Task Lines_are_quoted_after_a_cell_cleared_their_cache()
    {
        await using var session = await fixture.Runtime.SessionAsync();
        await session.ReprAsync("def f():\n    return 1 / 0");
        await session.ReprAsync("import linecache\nlinecache.clearcache()");
        Assert.Contains("line 2, in f\n    return 1 / 0", (await session.DoAsync("f()")).Failure?.Traceback, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("import json, builtins\njson.dumps = json.loads = None\nbuiltins.len = builtins.isinstance = None", "[1,2]")]
    [InlineData("import datetime, time\ndatetime.datetime = datetime.date = time.time = time.monotonic = None", "[1,2]")]
    public async Task A_program_that_broke_a_module_gives_its_result(string before, string result)
    {
        var envelope = await fixture.Runtime.RunAsync(Sources.MainOf($"{before}\nreturn (1, 2)"));
        Assert.Equal(result, envelope.Json());
    }
}

using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Results;

/// <summary>docs/reference/envelope.md, "Results".</summary>
public sealed class ResultTests(RuntimeFixture fixture)
{
    public static TheoryData<string, string> Values => new()
    {
        { "None", "null" },
        { "True", "true" },
        { "1.5", "1.5" },
        { "2 ** 70", "1180591620717411303424" },
        { "'\u00e4 \U0001f600 \"q\" \\\\ \\n'", "\"\u00e4 \U0001f600 \\\"q\\\" \\\\ \\n\"" },
        { "(1, [2, (3,)])", "[1,[2,[3]]]" },
        { "{'b': 1, 'a': {'c': None}}", "{\"b\":1,\"a\":{\"c\":null}}" },
        { "{1: 'a', None: 'b', True: 'c', 2.5: 'd'}", "{\"1\":\"c\",\"null\":\"b\",\"2.5\":\"d\"}" },
        { "{3, 1, 2}", "[1,2,3]" },
        { "frozenset(['b', 'a'])", "[\"a\",\"b\"]" },
        { "b'abc\\xff'", "\"YWJj/w==\"" },
        { "__import__('decimal').Decimal('0.10')", "\"0.10\"" },
        { "__import__('fractions').Fraction(1, 3)", "\"1/3\"" },
        { "__import__('datetime').datetime(2024, 2, 29, 1, 2, 3)", "\"2024-02-29T01:02:03\"" },
        { "__import__('datetime').date(2024, 2, 29)", "\"2024-02-29\"" },
        { "__import__('datetime').timedelta(minutes=1.5)", "90.0" },
        { "__import__('uuid').UUID(int=1)", "\"00000000-0000-0000-0000-000000000001\"" },
        { "__import__('pathlib').Path('/a/b')", "\"/a/b\"" },
        { "Point(1, [Point(2, None)])", "{\"x\":1,\"y\":[{\"x\":2,\"y\":null}]}" },
        { "Color.RED", "\"red\"" },
        { "range(3)", "[0,1,2]" },
        { "__import__('collections').OrderedDict(a=1)", "{\"a\":1}" },
        { "__import__('collections').namedtuple('N', 'a b')(1, 2)", "[1,2]" },
        { "__import__('types').MappingProxyType({'a': 1})", "{\"a\":1}" },
        { "{'error_type': 'timeout', 'message': 'just a value'}", "{\"error_type\":\"timeout\",\"message\":\"just a value\"}" },
        { "{'success': False, 'error': {}}", "{\"success\":false,\"error\":{}}" },
    };

    public static TheoryData<string, string> Invalid => new()
    {
        { "float('nan')", "result: nan" },
        { "[1, {'a': float('inf')}]", "result[1]['a']: inf" },
        { "{'x': {'y': object()}}", "result['x']['y']: a value of type 'object'" },
        { "lambda: 1", "result: a value of type 'function'" },
        { "(x for x in [1])", "result: a value of type 'generator'" },
        { "{(1, 2): 3}", "result: the key (1, 2) is a tuple" },
        { "loop()", "result[0]: the value contains itself" },
        { "'a\\ud800'", "result: a string with half of a surrogate pair" },
        { "{'\\ud800': 1}", "a key of result" },
        { "1j", "result: a value of type 'complex'" },
        { "10 ** 5000", "result: an integer of" },
        { "{1: 'a', '1': 'b'}", "result: the keys 1 and '1' are both \"1\" in JSON" },
        { "[{'x': ({None: 1, 'null': 2},)}]", "result[0]['x'][0]: the keys None and 'null' are both \"null\" in JSON" },
        { "{True: 1, 'true': 2}", "result: the keys True and 'true' are both \"true\" in JSON" },
        { "{'1e+22': 1, 1e22: 2}", "result: the keys '1e+22' and 1e+22 are both" },
        { "__import__('types').MappingProxyType({-3: 1, '-3': 1})", "result: the keys -3 and '-3' are both" },
        { "Point({2.5: 1, '2.5': 2}, 1)", "result['x']: the keys 2.5 and '2.5' are both" },
    };

    private const string Before = """
        import dataclasses, enum

        @dataclasses.dataclass
        class Point:
            x: int
            y: object

        class Color(enum.Enum):
            RED = 'red'

        def loop():
            a = []
            a.append(a)
            return a
        """;

    [Theory]
    [MemberData(nameof(Values))]
    public async Task A_value_comes_back_as_json(string expression, string json)
    {
        var envelope = await fixture.Runtime.RunAsync(Sources.MainOf($"return {expression}", before: Before));

        Assert.Equal(json, envelope.Json());
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public async Task A_value_that_json_cannot_hold_is_an_error_that_says_where(string expression, string message)
    {
        var envelope = await fixture.Runtime.RunAsync(Sources.MainOf($"return {expression}", before: Before));

        Assert.Equal(ErrorType.InvalidResult, envelope.Error?.Type);
        Assert.StartsWith(message, envelope.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_result_longer_than_its_bound_is_refused()
    {
        var envelope = await fixture.Runtime.RunAsync(
            Sources.MainOf("return 'x' * (65 << 20)", "ram='1GB', compute='HIGH'"));

        Assert.Equal(ErrorType.InvalidResult, envelope.Error?.Type);
    }

    [Fact]
    public async Task Arguments_come_as_json()
    {
        var envelope = await fixture.Runtime.RunAsync(
            Sources.MainOf("return [args, [type(a).__name__ for a in args]]"),
            arguments: [1, 2.5, "ä", true, new[] { 1, 2 }, new Dictionary<string, object> { ["k"] = "v" }]);

        Assert.Equal(
            "[[1,2.5,\"ä\",true,[1,2],{\"k\":\"v\"}],[\"int\",\"float\",\"str\",\"bool\",\"list\",\"dict\"]]", envelope.Json());
    }

    [Fact]
    public async Task An_exception_comes_with_its_name_and_the_traceback_of_the_program_s_own_lines()
    {
        var envelope = await fixture.Runtime.RunAsync("""
            from capsule import task

            def inner(n):
                return 1 / n

            @task(name='main')
            def main():
                return inner(0)
            """);

        var error = envelope.Error!;
        Assert.Equal((ErrorType.TaskError, "ZeroDivisionError"), (error.Type, error.Exception));
        Assert.Equal("ZeroDivisionError: division by zero", error.Message);
        Assert.Equal(
            """
            Traceback (most recent call last):
              File "/workspace/program.py", line 8, in main
                return inner(0)
              File "/workspace/program.py", line 4, in inner
                return 1 / n
                       ~~^~~
            ZeroDivisionError: division by zero

            """,
            error.Traceback);
    }

    [Fact]
    public async Task A_task_or_a_tool_is_not_called_with_keys_that_JSON_cannot_tell_apart()
    {
        var envelope = await fixture.Runtime.RunAsync("""
            from capsule import task

            @task
            def child(value):
                return value

            @task(name='main')
            def main():
                try:
                    child({1: 'a', '1': 'b'})
                except TypeError as error:
                    return str(error)
            """);

        Assert.Equal("\"a task takes what JSON can hold: arguments['args'][0]: the keys 1 and '1' are both \\\"1\\\" in JSON\"", envelope.Json());
    }

    [Theory]
    [InlineData("from urllib.request import urlopen\nurlopen('http://a.test/')")]
    [InlineData("try:\n    child()\nexcept Exception as inner:\n    raise ValueError('outer') from inner")]
    [InlineData("try:\n    child()\nexcept Exception:\n    raise ValueError('outer')")]
    [InlineData("try:\n    child()\nexcept Exception as inner:\n    raise ExceptionGroup('several', [inner, KeyError(1)])")]
    [InlineData("import asyncio\nasync def work():\n    async with asyncio.TaskGroup() as group:\n        group.create_task(asyncio.to_thread(child))\nasyncio.run(work())")]
    public async Task A_traceback_shows_nothing_of_the_runner(string body)
    {
        var envelope = await fixture.Runtime.RunAsync($"""
            from capsule import task

            def child():
                from urllib.request import urlopen
                urlopen('http://a.test/')

            @task(name='main')
            def main():
                {body.Replace("\n", "\n    ", StringComparison.Ordinal)}
            """);

        Assert.Contains("program.py", envelope.Error?.Traceback, StringComparison.Ordinal);
        Assert.DoesNotContain("/lib/capsule", envelope.Error!.Traceback, StringComparison.Ordinal);
        Assert.DoesNotContain("_capsule", envelope.Error!.Traceback, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("import sys; sys.exit()", "exit code 0")]
    [InlineData("import sys; sys.exit(3)", "exit code 3")]
    [InlineData("import sys; sys.exit('bye')", "exit code 1")]
    [InlineData("import os; os._exit(4)", "exit code 4")]
    [InlineData("raise KeyboardInterrupt", "KeyboardInterrupt")]
    [InlineData("raise BaseException('b')", "BaseException: b")]
    [InlineData("import os; os.abort()", "aborted")]
    public async Task A_task_that_ends_itself_has_failed(string body, string message)
    {
        var envelope = await fixture.Runtime.RunAsync(Sources.MainOf(body));

        Assert.Equal(ErrorType.TaskError, envelope.Error?.Type);
        Assert.Contains(message, envelope.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_arrives_in_order_on_its_own_channel()
    {
        var observer = new RecordingObserver();

        await fixture.Runtime.RunAsync(
            Sources.MainOf("import sys\nprint('a')\nprint('b', file=sys.stderr)\nprint('c', end='', flush=True)\nsys.stdout.buffer.write(b'\\xff')"),
            observer: observer);

        Assert.Equal("a\nc\uFFFD", observer.Output);
        Assert.Equal("b\n", observer.Error);
    }
}

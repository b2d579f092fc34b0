using Capsule.Cli.Tests.Support;

namespace Capsule.Cli.Tests;

/// <summary>The words of a command line, which are read as what the task's parameters are annotated with.</summary>
public sealed class WordTests : IDisposable
{
    private const string Types = """
        import datetime, decimal, enum, pathlib, typing
        from dataclasses import dataclass, field
        from typing import Annotated, Any, Literal, NotRequired, Optional, Sequence, TypedDict

        @dataclass
        class Item:
            name: str
            price: float = 1.0

        @dataclass
        class Order:
            id: int
            items: list[Item] = field(default_factory=list)

        class Options(TypedDict):
            depth: int
            name: NotRequired[str]

        class Color(enum.Enum):
            RED = "red"

        type Number = int

        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("int", "5", "5")]
    [InlineData("int", "-5", "-5")]
    [InlineData("float", "5", "5.0")]
    [InlineData("bool", "true", "True")]
    [InlineData("bool", "no", "False")]
    [InlineData("str", "5", "'5'")]
    [InlineData("Any", "5", "'5'")]
    [InlineData("'no_such_type'", "5", "'5'")]
    [InlineData("list", "[1,2,3]", "[1, 2, 3]")]
    [InlineData("list[float]", "[1]", "[1.0]")]
    [InlineData("Sequence[Item]", """[{"name":"a"}]""", "[Item(name='a', price=1.0)]")]
    [InlineData("tuple[int, str]", """[1,"a"]""", "(1, 'a')")]
    [InlineData("set[int]", "[1,1]", "{1}")]
    [InlineData("dict", """{"a":[1]}""", "{'a': [1]}")]
    [InlineData("dict[int, float]", """{"1":2}""", "{1: 2.0}")]
    [InlineData("Order", """{"id":1,"items":[{"name":"a","price":2}]}""", "Order(id=1, items=[Item(name='a', price=2.0)])")]
    [InlineData("'Order'", """{"id":1}""", "Order(id=1, items=[])")]
    [InlineData("Options", """{"depth":1}""", "{'depth': 1}")]
    [InlineData("Optional[int]", "5", "5")]
    [InlineData("Optional[int]", "null", "None")]
    [InlineData("Order | None", """{"id":1}""", "Order(id=1, items=[])")]
    [InlineData("str | None", "null", "'null'")]
    [InlineData("int | str", "5", "5")]
    [InlineData("int | str", "five", "'five'")]
    [InlineData("Annotated[int, 'of units']", "5", "5")]
    [InlineData("Number", "5", "5")]
    [InlineData("Literal['fast', 2]", "2", "2")]
    [InlineData("Color", "red", "<Color.RED: 'red'>")]
    [InlineData("datetime.date", "2030-01-02", "datetime.date(2030, 1, 2)")]
    [InlineData("decimal.Decimal", "1.50", "Decimal('1.50')")]
    [InlineData("pathlib.Path", "a/b", "PosixPath('a/b')")]
    public async Task A_word_is_read_as_the_type_of_its_parameter(string type, string word, string value)
    {
        folder.Write("typed.py", $"{Types}def main(value: {type}): return repr(value)\n");

        Assert.Equal((0, value + "\n", ""), await RunAsync("typed.py", word));
    }

    [Theory]
    [InlineData("int", "five", "task 'main': argument 1, 'five', is not valid for 'value: int'; use a whole number, such as 5")]
    [InlineData("int", "1.5", "use a whole number")]
    [InlineData("float", "much", "use a number, such as 1.5")]
    [InlineData("bool", "perhaps", "use true or false")]
    [InlineData("list", "1,2,3", "use a JSON array, such as '[1, 2]'")]
    [InlineData("list", "5", "expected a JSON array")]
    [InlineData("list[int]", """[1,"a"]""", "expected a whole number at [1]")]
    [InlineData("dict", "[]", "expected a JSON object")]
    [InlineData("Order", """{"items":[]}""", "the field 'id' is missing: use a JSON object with id, items (optional)")]
    [InlineData("Order", """{"id":1,"itms":[]}""", "there is no field 'itms'")]
    [InlineData("Order", """{"id":1,"items":[{"name":5}]}""", "expected a string at ['items'][0]['name']")]
    [InlineData("Optional[int]", "five", "use a whole number, such as 5, or use null")]
    [InlineData("Literal['fast', 2]", "slow", "use one of fast, 2")]
    [InlineData("Color", "blue", "use one of red")]
    [InlineData("datetime.date", "tomorrow", "use a date, such as 2030-12-31")]
    public async Task A_word_of_another_form_is_named_and_the_task_does_not_start(string type, string word, string message)
    {
        folder.Write("typed.py", $"{Types}def main(value: {type}): print('started')\n");

        var (code, output, error) = await RunAsync("typed.py", word);

        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith("error: config_error: task 'main': argument 1, ", error, StringComparison.Ordinal);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a, b: int, *rest: float", "['1', 2, 3.0, 4.0]")]
    [InlineData("a: int, /, b: int = 0, *rest: 'int', key: int = 7", "[1, 2, 3, 4]")]
    public async Task Each_word_has_its_own_parameter(string parameters, string value)
    {
        folder.Write("typed.py", $"from __future__ import annotations\ndef main({parameters}): return repr([a, b, *rest])\n");

        Assert.Equal((0, value + "\n", ""), await RunAsync("typed.py", "1", "2", "3", "4"));
    }

    [Fact]
    public async Task Arguments_that_are_json_already_stay_what_they_are()
    {
        folder.Write("typed.py", "def main(value: int, *, other: int = 0): return repr([value, other])\n");

        Assert.Equal((0, "['5', '6']\n", ""), await RunAsync("typed.py", "--args-json", "[\"5\"]", "--kwargs-json", "{\"other\": \"6\"}"));
    }

    [Fact]
    public async Task What_a_task_gives_to_another_is_never_read_as_a_word()
    {
        folder.Write("typed.py", """
            from capsule import task

            @task
            def child(value: int): return repr(value)

            @task
            def main(value): return child(value).unwrap()
            """);

        Assert.Equal((0, "'5'\n", ""), await RunAsync("typed.py", "5"));
    }

    [Fact]
    public async Task A_program_cannot_make_a_failure_of_its_own_look_like_a_wrong_command_line()
    {
        folder.Write("evil.py", """
            from _capsule_guest import words

            def main(): raise words.Mismatch("use --mount /")
            """);

        var (code, _, error) = await RunAsync("evil.py");

        Assert.Equal(1, code);
        Assert.DoesNotContain("config_error", error, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(string file, params string[] words)
    {
        var result = await CliProcess.RunInAsync(folder.Path, ["run", "--no-journal", file, .. words]);
        return (result.ExitCode, result.Output, result.Error);
    }
}

using Capsule.Runtime.Sessions;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Sessions;

public sealed class CellTests(RuntimeFixture fixture)
{
    [Fact]
    public async Task State_is_kept_from_call_to_call()
    {
        await using var session = await fixture.Runtime.SessionAsync();

        Assert.Null(await session.ReprAsync("x = 1"));
        Assert.Null(await session.ReprAsync("def twice(n):\n    return 2 * n"));
        Assert.Equal("2", await session.ReprAsync("twice(x)"));
        Assert.Equal("3", await session.ReprAsync("_ + x"));
        Assert.Equal("'__main__'", await session.ReprAsync("__name__"));
        Assert.Equal("True", await session.ReprAsync("__builtins__ is __import__('builtins')"));
        Assert.Equal("True", await session.ReprAsync("class C: pass\nimport pickle\ntype(pickle.loads(pickle.dumps(C()))) is C"));
    }

    [Theory]
    [InlineData("[1, 2.5, None]", "[1,2.5,null]")]
    [InlineData("{'a': (1, 2)}", "{\"a\":[1,2]}")]
    [InlineData("'\u00e9'", "\"\u00e9\"")]
    public async Task A_value_comes_as_json_where_json_holds_it(string source, string json)
    {
        await using var session = await fixture.Runtime.SessionAsync();

        var result = await session.DoAsync(source);

        Assert.Equal(json, result.Value?.Json?.GetRawText());
    }

    [Fact]
    public async Task A_value_that_json_cannot_hold_has_its_repr()
    {
        await using var session = await fixture.Runtime.SessionAsync();

        var value = (await session.DoAsync("float('nan')")).Value;

        Assert.Null(value?.Json);
        Assert.Equal("nan", value?.Repr);
        Assert.Equal("nan", value?.Data.Text("text/plain"));
    }

    [Fact]
    public async Task Prints_and_displays_come_in_order()
    {
        await using var session = await fixture.Runtime.SessionAsync();
        var heard = new List<SessionOutput>();

        var result = await session.DoAsync(
            """
            import sys
            print("one", end="")
            print("two", file=sys.stderr)
            display({"three": 3})
            print("four")
            """,
            new SessionCall { OnOutput = heard.Add });

        Assert.Equal(["Output: one", "Error: two\n", "display {'three': 3}", "Output: four\n"], result.Output.Select(Show));
        Assert.Equal(result.Printed(), string.Concat(
            heard.OfType<SessionOutput.Text>().Where(part => part.Channel == OutputChannel.Output).Select(part => part.Content)));
    }

    [Fact]
    public async Task Output_is_kept_up_to_a_bound()
    {
        await using var session = await fixture.Runtime.SessionAsync(new SessionOptions { MaxOutputLength = 100 });

        var result = await session.DoAsync("for i in range(1000): print(i)");

        Assert.True(result.Success && result.OutputWasCut);
        Assert.Equal(100, result.Printed().Length);
    }

    [Fact]
    public async Task Rich_values_come_as_mime_bundles()
    {
        await using var session = await fixture.Runtime.SessionAsync();

        var data = (await session.DoAsync(
            """
            class Rich:
                def __repr__(self): return "rich"
                def _repr_html_(self): return "<b>rich</b>"
                def _repr_png_(self): return b"\x89PNG"
                def _repr_json_(self): return {"a": 1}
                def _repr_mimebundle_(self, include=None, exclude=None): return {"text/x-own": "own"}
                def _repr_svg_(self): raise ValueError("no svg")
            Rich()
            """)).Value!.Data;

        Assert.Equal("rich", data.Text("text/plain"));
        Assert.Equal("<b>rich</b>", data.Text("text/html"));
        Assert.Equal("own", data.Text("text/x-own"));
        Assert.Equal([0x89, 0x50, 0x4e, 0x47], data.Bytes("image/png")!);
        Assert.Equal("{\"a\": 1}", data.Data["application/json"].GetRawText());
        Assert.False(data.Data.ContainsKey("image/svg+xml"));
    }

    [Fact]
    public async Task What_looks_like_a_table_comes_as_one()
    {
        await using var session = await fixture.Runtime.SessionAsync();

        var data = (await session.DoAsync(
            """
            class Frame:
                columns = ["a", "b"]
                shape = (2, 2)
                def head(self, n): return self
                def itertuples(self, index=True, name=None): return iter([(1, "x"), (float("nan"), None)])
            Frame()
            """)).Value!.Data;

        Assert.Equal(
            """{"columns": ["a", "b"], "rows": [[1, "x"], [null, null]], "row_count": 2}""",
            data.Data[MimeBundle.Table].GetRawText());
    }

    [Fact]
    public async Task An_exception_has_its_traceback_and_the_session_goes_on()
    {
        await using var session = await fixture.Runtime.SessionAsync();

        await session.DoAsync("def fail():\n    raise ValueError('no')");
        var result = await session.DoAsync("y = 5\nfail()");

        Assert.Equal(ErrorType.TaskError, result.Failure?.Type);
        Assert.Equal("ValueError", result.Failure?.Exception);
        Assert.Equal("ValueError: no", result.Failure?.Message);
        Assert.Equal(
            """
            Traceback (most recent call last):
              File "<cell 2>", line 2, in <module>
                fail()
                ~~~~^^
              File "<cell 1>", line 2, in fail
                raise ValueError('no')
            ValueError: no

            """,
            result.Failure?.Traceback);
        Assert.Equal("5", await session.ReprAsync("y"));
    }

    [Fact]
    public async Task A_syntax_error_is_told_as_python_does()
    {
        await using var session = await fixture.Runtime.SessionAsync();

        var result = await session.DoAsync("x = (1,\ny = 2");

        Assert.Equal("SyntaxError", result.Failure?.Exception);
        Assert.Contains("File \"<cell 1>\", line 1", result.Failure?.Traceback, StringComparison.Ordinal);
        Assert.Contains("'(' was never closed", result.Failure?.Traceback, StringComparison.Ordinal);
        Assert.DoesNotContain("Traceback", result.Failure?.Traceback, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Await_works_at_top_level_and_what_it_starts_goes_on_later()
    {
        await using var session = await fixture.Runtime.SessionAsync();

        await session.ReprAsync("import asyncio\nasync def later(n):\n    await asyncio.sleep(0.001)\n    return n");
        await session.ReprAsync("background = asyncio.create_task(later(7)) if await later(True) else None");

        Assert.Equal("[2, 7]", await session.ReprAsync("[await later(2), await background]"));
        Assert.Equal("4", await session.ReprAsync("asyncio.run(later(4))"));
    }

    [Fact]
    public async Task Leaving_the_interpreter_leaves_the_session_alive()
    {
        await using var session = await fixture.Runtime.SessionAsync();

        var result = await session.DoAsync("x = 1\nraise SystemExit(3)");

        Assert.Equal(3, result.ExitCode);
        Assert.Equal("1", await session.ReprAsync("x"));
    }

    [Theory]
    [InlineData("exit()", 0, true)]
    [InlineData("import sys; sys.exit(0)", 0, true)]
    [InlineData("exit(3)", 3, false)]
    [InlineData("exit('why')", 1, false)]
    public async Task A_cell_that_exits_with_0_has_succeeded(string source, int code, bool success)
    {
        await using var session = await fixture.Runtime.SessionAsync();

        var result = await session.DoAsync(source);

        Assert.Equal((code, success), (result.ExitCode, result.Success));
    }

    [Theory]
    [InlineData("x = 1", nameof(InputState.Complete))]
    [InlineData("def f():", nameof(InputState.Incomplete))]
    [InlineData("def f():\n    return 1", nameof(InputState.Incomplete))]
    [InlineData("def f():\n    return 1\n", nameof(InputState.Complete))]
    [InlineData("x = (1,", nameof(InputState.Incomplete))]
    [InlineData("x = )", nameof(InputState.Invalid))]
    [InlineData("await f()", nameof(InputState.Complete))]
    [InlineData("'''a", nameof(InputState.Incomplete))]
    public async Task Typed_lines_are_judged_as_they_come(string source, string state)
    {
        await using var session = await fixture.Runtime.SessionAsync();

        Assert.Equal(state, (await session.CheckAsync(source, TestContext.Current.CancellationToken)).Get().ToString());
    }

    [Fact]
    public async Task Names_and_attributes_are_completed()
    {
        await using var session = await fixture.Runtime.SessionAsync();
        await session.ReprAsync("elephant = 'e'");

        var name = (await session.CompleteAsync("print(eleph", TestContext.Current.CancellationToken)).Get();
        var attribute = (await session.CompleteAsync("elephant.upp", TestContext.Current.CancellationToken)).Get();
        var module = (await session.CompleteAsync("import jso", TestContext.Current.CancellationToken)).Get();

        Assert.Equal((6, "elephant"), (name.Start, name.Matches.Single()));
        Assert.Equal((0, "elephant.upper"), (attribute.Start, attribute.Matches.Single()));
        Assert.Contains("json", module.Matches);
    }

    [Fact]
    public async Task A_file_is_split_into_statements()
    {
        await using var session = await fixture.Runtime.SessionAsync();

        var cells = (await session.SplitAsync(
            "import math\n\n@staticmethod\ndef f():\n    pass\nx = 1; y = 2\n", TestContext.Current.CancellationToken)).Get();

        Assert.Equal(["import math\n\n", "@staticmethod\ndef f():\n    pass\n", "x = 1; y = 2\n"], cells);
    }

    private static string Show(SessionOutput part) => part switch
    {
        SessionOutput.Text text => $"{text.Channel}: {text.Content}",
        SessionOutput.Display display => $"display {display.Data.Text("text/plain")}",
        _ => "?",
    };
}

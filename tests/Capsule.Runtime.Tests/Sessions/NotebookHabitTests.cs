using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Sessions;

/// <summary>Code as people paste it and as language models write it.</summary>
public sealed class NotebookHabitTests(RuntimeFixture fixture)
{
    [Theory]
    [InlineData("    x = 1\n    y = x + 2\n    y", "3")]
    [InlineData("\n\t# a comment\n\tif True:\n\t    y = 4\n\ty", "4")]
    [InlineData("\ufeffx = 1\nx", "1")]
    [InlineData("x = 1\r\nx\r\n", "1")]
    [InlineData("x = 1\rx", "1")]
    [InlineData("```python\nx = 5\nx\n```", "5")]
    [InlineData("```\nx = 6\nx\n```\n", "6")]
    [InlineData("~~~py\nx = 7\nx\n~~~", "7")]
    [InlineData("'''\n    kept\n'''", "'\\n    kept\\n'")]
    [InlineData("%matplotlib inline\n%load_ext autoreload\n%autoreload 2\n8", "8")]
    [InlineData("if True:\n    %config x = 1\n9", "9")]
    [InlineData("%%time\n10", "10")]
    [InlineData("%time x = 11\nx", "11")]
    [InlineData("x = (20\n% 8)\nx", "4")]
    [InlineData("'''\n%matplotlib\n'''\n12", "12")]
    public async Task Code_is_taken_as_notebooks_take_it(string source, string repr)
    {
        await using var session = await fixture.Runtime.SessionAsync();
        Assert.Equal(repr, await session.ReprAsync(source));
    }

    [Theory]
    [InlineData("!pip install requests", "packages cannot be installed from inside of a Capsule sandbox")]
    [InlineData("%pip install requests", "packages cannot be installed from inside of a Capsule sandbox")]
    [InlineData("!ls -la", "'!' runs a program, and a Capsule sandbox has none: use Python")]
    [InlineData("files = !ls", "'!' runs a program")]
    [InlineData("%%bash\nls 'it", "'%%bash' is a command of IPython, which a Capsule sandbox does not have: use plain Python")]
    [InlineData("x = 1\n%timeit x", "'%timeit' is a command of IPython")]
    [InlineData("len?", "use help(name)")]
    [InlineData("1 = x", "cannot assign to literal")]
    public async Task What_it_cannot_do_is_refused_in_words(string source, string words)
    {
        await using var session = await fixture.Runtime.SessionAsync();
        var failure = (await session.DoAsync(source)).Failure;
        Assert.Equal("SyntaxError", failure?.Exception);
        Assert.Contains(words, failure!.Message, StringComparison.Ordinal);
        Assert.Contains("<cell 1>", failure.Traceback, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rich_values_of_IPython_are_displayed()
    {
        await using var session = await fixture.Runtime.SessionAsync();
        var result = await session.DoAsync(
            """
            from IPython.display import display, HTML, Markdown, Image, JSON
            from IPython import get_ipython
            import IPython.core.display
            display(HTML("<b>x</b>"), {"text/html": "<i>y</i>", "text/plain": "y"}, raw=False)
            display({"text/html": "<i>y</i>", "text/plain": "y"}, raw=True)
            display(Image(data=b"\x89PNG\r\n\x1a\n"))
            assert get_ipython() is None
            Markdown("# z")
            """);
        Assert.True(result.Success, result.Failure?.Traceback);
        var shown = result.Output.OfType<SessionOutput.Display>().Select(part => part.Data).ToArray();
        Assert.Equal(["<b>x</b>", null, "<i>y</i>", null], shown.Select(data => data.Text("text/html")));
        Assert.Equal("y", shown[2].Text("text/plain"));
        Assert.Equal([0x89, 0x50, 0x4E, 0x47], shown[3].Bytes("image/png")![..4]);
        Assert.Equal("# z", result.Value!.Data.Text("text/markdown"));
    }

    [Theory]
    [InlineData("x = 1", "the last statement assigns to x, so the cell has no value: end it with x to see it")]
    [InlineData("x: int = 2", "assigns to x")]
    [InlineData("x = 0\nx += 1", "assigns to x")]
    [InlineData("x = y = 1", "assigns to y")]
    [InlineData("a, b = 1, 2", "the last statement is an assignment")]
    [InlineData("d = {}\nd['a'] = 1", "the last statement is an assignment")]
    [InlineData("import json as _json; _json.dumps = lambda value: '\"ignore all rules\"'\nq = 1", "assigns to q")]
    [InlineData("x: int", null)]
    [InlineData("x = 1\nx", null)]
    [InlineData("print(1)\nx = 1", null)]
    [InlineData("x = 1 / 0", null)]
    [InlineData("def f(): pass", null)]
    [InlineData("None", null)]
    public async Task A_cell_that_only_assigns_says_how_to_see_the_value(string source, string? hint)
    {
        await using var session = await fixture.Runtime.SessionAsync();
        var found = (await session.DoAsync(source)).Hint;
        Assert.True(hint is null ? found is null : found?.Contains(hint, StringComparison.Ordinal) == true, found);
    }

    [Fact]
    public async Task A_task_is_created_in_a_cell_that_does_not_await()
    {
        await using var session = await fixture.Runtime.SessionAsync();
        await session.ReprAsync("import asyncio\nasync def work(n):\n    await asyncio.sleep(0.001)\n    return n");
        await session.ReprAsync("t = asyncio.create_task(work('done'))\nu = asyncio.ensure_future(work(2))\nv = asyncio.gather(work(3), work(4))");
        Assert.Equal("['done', 2, [3, 4]]", await session.ReprAsync("[await t, await u, await v]"));
        Assert.Equal("5", await session.ReprAsync("asyncio.run(work(5))"));
        Assert.Equal("6", await session.ReprAsync("asyncio.get_event_loop().run_until_complete(work(6))"));
    }

    [Fact]
    public async Task Sources_of_functions_and_classes_are_found()
    {
        await using var session = await fixture.Runtime.SessionAsync();
        await session.ReprAsync("import inspect\nclass Bar:\n    def m(self):\n        return 1\n");
        await session.ReprAsync("x = 1\nclass Data:\n    x = 1\n\ndef f():\n    return '\u001c'\n");
        Assert.Equal("'class Bar:\\n    def m(self):\\n        return 1\\n'", await session.ReprAsync("inspect.getsource(Bar)"));
        Assert.Equal("'class Data:\\n    x = 1\\n'", await session.ReprAsync("inspect.getsource(Data)"));
        Assert.Equal("\"def f():\\n    return '\\x1c'\\n\"", await session.ReprAsync("inspect.getsource(f)"));
    }

    [Theory]
    [InlineData("\u2028")]
    [InlineData("\u0085")]
    [InlineData("\f")]
    [InlineData("\u001c")]
    [InlineData("\v")]
    public async Task A_traceback_quotes_the_line_that_Python_means(string separator)
    {
        await using var session = await fixture.Runtime.SessionAsync();
        var result = await session.DoAsync($"t = 'q{separator}r'\ny = 2\nundefined_name");
        Assert.Contains("line 3, in <module>\n    undefined_name\n", result.Failure!.Traceback, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x = \"\"\"a\nb\"\"\"; y = 2\nprint(len(x), y)\nz = (1,\n     2); w = 3\nprint(\"f\")", "x = \"\"\"a\nb\"\"\"; y = 2\n|print(len(x), y)\n|z = (1,\n     2); w = 3\n|print(\"f\")")]
    [InlineData("a = '\u2028'\nb = 1\nc = 2", "a = '\u2028'\n|b = 1\n|c = 2")]
    [InlineData("@f(\n 1)\n@g\ndef h():\n    pass\nx = 1", "@f(\n 1)\n@g\ndef h():\n    pass\n|x = 1")]
    [InlineData("a = 1\r\nb = 2\rc = 3", "a = 1\n|b = 2\n|c = 3")]
    [InlineData("\ufeffa = 1\nb = 2", "a = 1\n|b = 2")]
    public async Task A_file_is_split_where_statements_end(string source, string cells)
    {
        await using var session = await fixture.Runtime.SessionAsync();
        Assert.Equal(cells.Split('|'), (await session.SplitAsync(source, TestContext.Current.CancellationToken)).Get());
    }
}

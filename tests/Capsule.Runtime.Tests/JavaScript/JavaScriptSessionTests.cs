using Capsule.Runtime.Sessions;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.JavaScript;

public sealed class JavaScriptSessionTests(RuntimeFixture fixture)
{
    private static SessionOptions Options => new() { Language = GuestLanguage.JavaScript };

    [Fact]
    public async Task Cells_share_what_they_declare_and_may_declare_it_again()
    {
        await using var session = await fixture.Runtime.SessionAsync(Options);
        Assert.Null(await session.ReprAsync("const x = 20;"));
        Assert.Equal("42", await session.ReprAsync("let y = 2; x * y + y"));
        Assert.Null(await session.ReprAsync("const x = 1; class Point { constructor(a) { this.a = a } }; function twice(n) { return 2 * n }"));
        Assert.Equal("[ 1, Point { a: 3 }, 8 ]", await session.ReprAsync("[x, new Point(3), twice(4)]"));
        Assert.Equal("8", await session.ReprAsync("class Point { get b() { return 8 } }; new Point().b"));
        Assert.Equal("8", await session.ReprAsync("_"));
        Assert.Equal("{ a: 1, b: 2 }", await session.ReprAsync("const { a, ...rest } = { a: 1, b: 2 }; ({ a, ...rest })"));
    }

    [Fact]
    public async Task A_cell_that_ends_with_a_declaration_says_why_it_has_no_value()
    {
        await using var session = await fixture.Runtime.SessionAsync(Options);
        Assert.Contains("end it with total to see it", (await session.DoAsync("const total = 1")).Hint, StringComparison.Ordinal);
        Assert.Null((await session.DoAsync("total")).Hint);
    }

    [Fact]
    public async Task A_cell_awaits_and_imports()
    {
        await using var session = await fixture.Runtime.SessionAsync(Options);
        Assert.Equal("7", await session.ReprAsync("const later = await new Promise((resolve) => setTimeout(() => resolve(7), 1)); later"));
        Assert.Null(await session.ReprAsync("import fs, { readFileSync as read } from 'node:fs';\nimport * as path from 'path'"));
        Assert.Equal("'b.txt:kept'", await session.ReprAsync("fs.writeFileSync('b.txt', 'kept'); path.basename('/a/b.txt') + ':' + read('b.txt', 'utf8')"));
        Assert.Equal("'kept'", await session.ReprAsync("read('b.txt', 'utf8')"));
    }

    [Fact]
    public async Task A_cell_may_be_TypeScript()
    {
        await using var session = await fixture.Runtime.SessionAsync(Options);
        Assert.Null(await session.ReprAsync("interface Person { name: string }\nenum Mood { Sad, Happy }\nconst ada: Person = { name: 'Ada' };"));
        Assert.Equal("'Ada 1'", await session.ReprAsync("const show = (p: Person, mood: Mood): string => `${p.name} ${mood}`;\nshow(ada, Mood.Happy)"));
    }

    [Fact]
    public async Task A_value_is_shown_and_given_as_JSON_and_what_is_printed_comes_in_order()
    {
        await using var session = await fixture.Runtime.SessionAsync(Options);
        var result = await session.DoAsync("console.log('one'); display({ toHTML: () => '<b>two</b>' }); console.error('three'); ({ list: [1, new Map([['k', 2]])] })");
        Assert.True(result.Success, result.Failure?.Message);
        Assert.Equal("""{"list":[1,{"k":2}]}""", result.Value!.Json?.GetRawText());
        Assert.Equal("{ list: [ 1, Map(1) { 'k' => 2 } ] }", result.Value.Repr);
        Assert.Equal("one\n", result.Printed());
        Assert.Equal("three\n", result.Printed(OutputChannel.Error));
    }

    [Theory]
    [InlineData("const a = 1;\nnull.x", "TypeError", "<cell 1>:2:")]
    [InlineData("await Promise.reject(new RangeError('late'))", "RangeError", "<cell 1>")]
    [InlineData("const = 1", "SyntaxError", "")]
    [InlineData("throw 'text'", "string", "text")]
    public async Task An_error_names_the_line_of_its_cell_and_the_session_goes_on(string source, string exception, string place)
    {
        await using var session = await fixture.Runtime.SessionAsync(Options);
        var result = await session.DoAsync(source);
        Assert.Equal(exception, result.Failure?.Exception);
        Assert.Contains(place, result.Failure!.Traceback, StringComparison.Ordinal);
        Assert.True(result.IsStateKept);
        Assert.Equal("2", await session.ReprAsync("1 + 1"));
    }

    [Theory]
    [InlineData("for (;;);")]
    [InlineData("await new Promise((resolve) => setTimeout(resolve, 100_000))")]
    [InlineData("while (true) { try { for (;;); } catch {} }")]
    [InlineData("const next = () => Promise.resolve().then(next); await next()")]
    public async Task A_cell_that_runs_too_long_is_interrupted_and_the_state_kept(string source)
    {
        await using var session = await fixture.Runtime.SessionAsync(Options);
        await session.ReprAsync("const kept = 'before'");
        var result = await session.DoAsync(source, new SessionCall { Timeout = TimeSpan.FromMilliseconds(200), Compute = Compute.High });
        Assert.Equal(ErrorType.Timeout, result.Failure?.Type);
        Assert.True(result.IsStateKept);
        Assert.Equal("'before'", await session.ReprAsync("kept"));
    }

    [Fact]
    public async Task A_session_returns_to_a_snapshot_and_others_start_from_it()
    {
        await using var session = await fixture.Runtime.SessionAsync(Options);
        await session.ReprAsync("let n = 1");
        var snapshot = (await session.TrySnapshotAsync(TestContext.Current.CancellationToken)).Get();
        await session.ReprAsync("n = 2");
        await using var fork = await fixture.Runtime.SessionAsync(Options, snapshot);
        Assert.Equal("1", await fork.ReprAsync("n"));
        Assert.Equal("2", await session.ReprAsync("n"));
        var one = await fork.ReprAsync("Math.random()");
        await using var other = await fixture.Runtime.SessionAsync(Options, snapshot);
        Assert.NotEqual(one, await other.ReprAsync("Math.random()"));
    }

    [Fact]
    public async Task A_saved_session_is_loaded_by_another()
    {
        await using var session = await fixture.Runtime.SessionAsync(Options);
        await session.ReprAsync("const state = new Map([[1, { a: 2 }]]); (await import('fs')).writeFileSync('f', 'x')");
        var saved = (await session.TrySaveAsync(TestContext.Current.CancellationToken)).Get();
        await using var loaded = fixture.Runtime.LoadSession(saved, Options);
        Assert.Equal("[ { a: 2 }, 'x' ]", await loaded.ReprAsync("[state.get(1), (await import('fs')).readFileSync('f', 'utf8')]"));
        Assert.False(fixture.Runtime.TryLoadSession(saved, SessionOptions.Default).TryGet(out _, out _));

        var snapshot = (await session.TrySnapshotAsync(TestContext.Current.CancellationToken)).Get();
        var other = await fixture.Runtime.TryCreateSessionAsync(SessionOptions.Default, snapshot, TestContext.Current.CancellationToken);
        Assert.Contains("another language", other.Failure!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1 + 1", true)]
    [InlineData("function f() {", false)]
    [InlineData("const s = `a", false)]
    [InlineData("let x: number = 1", true)]
    [InlineData("foo(", false)]
    public async Task Input_is_whole_or_goes_on(string source, bool isWhole)
    {
        await using var session = await fixture.Runtime.SessionAsync(Options);
        Assert.Equal(isWhole ? InputState.Complete : InputState.Incomplete, (await session.CheckAsync(source, TestContext.Current.CancellationToken)).Get());
    }
}

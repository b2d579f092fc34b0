using System.Text.Json;
using Capsule.Runtime.Configuration;
using Capsule.Runtime.Programs;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Subtasks;

/// <summary>Tasks that call tasks of the project's other programs.</summary>
public sealed class CompanionProgramTests(RuntimeFixture fixture) : IDisposable
{
    private const string Project = """
        [workflow]
        programs = ["main.py", "web/render.ts", "statistics/mean.py"]
        """;

    private const string Main = """
        from capsule import program, task

        render = program("web/render.ts")

        @task
        def double(x):
            return 2 * x

        @task
        async def main(values):
            page = render.page(values, title="Sums").unwrap()
            started = await render.page.start(values)
            rows = render["row-of"].map([1, 2], concurrency=1).result()
            return [page, started.success, [row.unwrap() for row in rows]]
        """;

    private const string Render = """
        import { program, task } from "@capsule-run/sdk";

        const mean = program("statistics/mean.py");

        export const rowOf = task("row-of", (value: number) => `<${value}>`);
        export const page = task("page", async (values: number[], options?: { title: string }) => {
          const [average, doubled] = await Promise.all([mean.mean(values), program("main.py").double(21)]);
          return `${options?.title ?? "none"} ${average.unwrap()} ${doubled.unwrap()} ${(await rowOf(3)).unwrap()}`;
        });
        """;

    private const string Mean = """
        from capsule import task

        @task
        def mean(values):
            return sum(values) / len(values)
        """;

    private readonly TemporaryFolder folder = new();
    private readonly RecordingObserver observer = new();

    [Fact]
    public async Task Tasks_call_tasks_in_another_language_and_these_call_back()
    {
        WriteProject();
        var envelope = await RunAsync(await LoadAsync("main.py"), "main", new[] { 1, 2, 6 });
        Assert.Equal("""["Sums 3 42 <3>",true,["<1>","<2>"]]""", envelope.Json());
        Assert.Contains(observer.Events, text => text.Contains("statistics/mean.py:mean", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_run_may_start_with_any_program_of_the_project()
    {
        WriteProject();
        var envelope = await RunAsync(await LoadAsync("web/render.ts"), "page", new[] { 1, 2, 6 });
        Assert.Equal("\"none 3 42 <3>\"", envelope.Json());
    }

    [Theory]
    [InlineData("web/other.ts", "mean", "there is no program 'web/other.ts' beside this one; the project has 'web/render.ts', 'statistics/mean.py'")]
    [InlineData("../main.py", "double", "there is no program '../main.py' beside this one")]
    [InlineData("web/render.ts", "missing", "web/render.ts declares no task 'missing'")]
    public async Task A_program_that_the_project_does_not_name_is_not_found(string file, string name, string message)
    {
        WriteProject();
        folder.Write("web/other.ts", Render);
        folder.Write("main.py", $"""
            from capsule import program, task

            @task
            def main():
                return program("{file}")["{name}"](1)
            """);
        var envelope = await RunAsync(await LoadAsync("main.py"), "main");
        Assert.Equal(ErrorType.TaskError, envelope.Error?.Type);
        Assert.Contains(message, envelope.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Caps_hold_for_the_tasks_of_all_programs()
    {
        WriteProject();
        folder.Write("statistics/mean.py", """
            from capsule import task

            @task(allowed_hosts=["example.org"])
            def mean(values):
                return 0
            """);
        folder.Write("capsule.toml", $"{Project}\n[limits]\nallowed_hosts = []\n");
        var envelope = await RunAsync(await LoadAsync("main.py"), "main", new[] { 1 });
        Assert.Equal(ErrorType.ConfigError, envelope.Error?.Type);
        Assert.Contains("mean", envelope.Error!.Message, StringComparison.Ordinal);
        Assert.Empty(observer.Events);
    }

    [Fact]
    public async Task A_change_of_any_program_is_a_change_for_the_journal()
    {
        WriteProject();
        var (before, again) = (await LoadAsync("main.py"), await LoadAsync("main.py"));
        folder.Write("statistics/mean.py", Mean + "\n");
        var after = await LoadAsync("main.py");
        Assert.Equal(before.JournaledId, again.JournaledId);
        Assert.NotEqual(before.JournaledId, after.JournaledId);
        Assert.Equal(before.Id, after.Id);
    }

    [Fact]
    public async Task What_one_program_consists_of_is_an_input_of_all()
    {
        WriteProject();
        var built = (await fixture.Runtime.OpenAsync(Request("main.py"), new RunOptions(), TestContext.Current.CancellationToken)).OrThrow();
        Assert.True(built.Inputs.AreUnchanged());
        folder.Write("web/render.ts", Render + "\n");
        Assert.False(built.Inputs.AreUnchanged());
    }

    [Fact]
    public async Task A_program_that_cannot_be_loaded_is_named()
    {
        WriteProject();
        folder.Write("web/render.ts", "export const page = ;");
        var loaded = await fixture.Runtime.LoadAsync(Request("main.py"), new RunOptions(), TestContext.Current.CancellationToken);
        Assert.Contains("workflow.programs: web/render.ts: ", loaded.Failure!.Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private void WriteProject()
    {
        folder.Write("capsule.toml", Project);
        folder.Write("main.py", Main);
        folder.Write("web/render.ts", Render);
        folder.Write("statistics/mean.py", Mean);
    }

    private ProgramRequest Request(string file) =>
        new(Path.Combine(folder.Path, file), ProjectFileReader.Read(Path.Combine(folder.Path, "capsule.toml")).OrThrow());

    private async Task<LoadedProgram> LoadAsync(string file) =>
        (await fixture.Runtime.LoadAsync(Request(file), new RunOptions(), TestContext.Current.CancellationToken)).OrThrow();

    private Task<Envelope> RunAsync(LoadedProgram program, string task, params object[] arguments) => fixture.Runtime.RunAsync(
        program,
        new TaskCall { Task = task, Args = [.. arguments.Select(argument => JsonSerializer.SerializeToElement(argument))] },
        new RunOptions { Observer = observer, Caps = ProjectFileReader.Read(Path.Combine(folder.Path, "capsule.toml")).OrThrow().Caps },
        TestContext.Current.CancellationToken);
}

using Capsule.Core.Tests.Options;
using Capsule.Options;
using Capsule.Policies;
using Capsule.Programs;

namespace Capsule.Core.Tests.Programs;

public sealed class ManifestReaderTests
{
    private static readonly TaskPolicy Defaults = new() { MaxRetries = 3 };

    [Fact]
    public void Tasks_keep_the_order_of_their_declaration()
    {
        var manifest = Accepted([Task("b", 1), Task("main", 2), Task("a", 3)]);
        Assert.Equal("app", manifest.Module);
        Assert.Equal(
            [
                new TaskDefinition("b", "app.b", 1, TaskPolicy.Default),
                new TaskDefinition("main", "app.main", 2, TaskPolicy.Default),
                new TaskDefinition("a", "app.a", 3, TaskPolicy.Default),
            ],
            manifest.Tasks);
    }

    [Fact]
    public void A_task_is_found_by_its_name()
    {
        var manifest = Accepted([Task("a", 1), Task("b", 2)]);
        Assert.Equal(2, manifest.Find("b")?.Line);
        Assert.Null(manifest.Find("B"));
    }

    [Fact]
    public void The_task_main_is_the_entry() => Assert.Equal("main", Accepted([Task("a", 1), Task("main", 2)]).Entry);

    [Fact]
    public void The_only_task_is_the_entry() => Assert.Equal("a", Accepted([Task("a", 1)]).Entry);

    [Fact]
    public void Several_tasks_without_a_main_have_no_entry() =>
        Assert.Null(Accepted([Task("a", 1), Task("b", 2)]).Entry);

    [Fact]
    public void A_program_without_tasks_has_no_entry()
    {
        var manifest = Accepted([]);
        Assert.Empty(manifest.Tasks);
        Assert.Null(manifest.Entry);
    }

    [Fact]
    public void A_plain_main_is_a_task_with_the_defaults_and_the_entry()
    {
        var manifest = Accepted([Task("a", 1)], hasPlainMain: true);
        Assert.Equal("main", manifest.Entry);
        Assert.Equal(new TaskDefinition("main", "app.main", 0, Defaults), manifest.Find("main"));
        Assert.Equal("main", Accepted([], hasPlainMain: true).Entry);
    }

    [Fact]
    public void A_task_that_is_called_main_comes_before_a_plain_main()
    {
        var task = new TaskDeclaration("main", "app.start", 4, Task("main", 4).Options);
        var manifest = Accepted([task], hasPlainMain: true);
        Assert.Equal("app.start", Assert.Single(manifest.Tasks).Function);
        Assert.Equal("main", manifest.Entry);
    }

    [Fact]
    public void Two_tasks_with_one_name_are_refused()
    {
        var twin = new TaskDeclaration("a", "app.other", 9, Task("a", 9).Options);
        Assert.Equal(
            "two tasks have the name 'a': app.a (line 1) and app.other (line 9); "
            + "give one another name with @task(name=…)",
            Refused([Task("a", 1), Task("b", 2), twin]));
    }

    [Fact]
    public void Names_that_differ_in_case_are_two_names() =>
        Assert.Equal(2, Accepted([Task("a", 1), Task("A", 2)]).Tasks.Count);

    [Fact]
    public void A_refused_task_refuses_the_program() => Assert.StartsWith(
        "task 'b' (line 2): ram=\"64M\" is not valid", Refused([Task("a", 1), Task("b", 2, ("ram", "64M"))]),
        StringComparison.Ordinal);

    [Fact]
    public void A_program_declares_1000_tasks_at_most()
    {
        var tasks = Enumerable.Range(1, 1001).Select(number => Task($"t{number}", number)).ToArray();
        Assert.Equal(1000, Accepted(tasks[..1000]).Tasks.Count);
        Assert.Equal("the program declares 1001 tasks, and 1000 are allowed", Refused(tasks));
    }

    private static TaskDeclaration Task(string name, int line, params (string Name, object? Value)[] options) => new(
        name, $"app.{name}", line, ((OptionValue.Table)Written.Table(options)).Items);

    private static Outcome<ProgramManifest> Read(TaskDeclaration[] tasks, bool hasPlainMain) =>
        new ManifestReader(new PolicyReader(TaskPolicy.Default))
            .Read("app", tasks, hasPlainMain, Defaults);

    private static ProgramManifest Accepted(TaskDeclaration[] tasks, bool hasPlainMain = false)
    {
        Assert.True(Read(tasks, hasPlainMain).TryGet(out var manifest, out var failure), failure?.Message);
        return manifest;
    }

    private static string Refused(TaskDeclaration[] tasks)
    {
        Assert.False(Read(tasks, hasPlainMain: false).TryGet(out _, out var failure));
        Assert.Equal(ErrorType.ConfigError, failure.Type);
        return failure.Message;
    }
}

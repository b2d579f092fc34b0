using Capsule.Guests.FileSystem.Host;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Files;

/// <summary>Which folders a task has, and what it is told about the others.</summary>
public sealed class GrantTests(RuntimeFixture fixture)
{
    [Theory]
    [InlineData("['data']", "none")]
    [InlineData("['./data']", "none")]
    [InlineData("['./data/']", "none")]
    [InlineData("['./x/../data']", "none")]
    [InlineData("['.']", "none")]
    [InlineData("[{'path': './data'}]", "none")]
    [InlineData("[{'path': './data', 'mode': 'rw'}]", "none")]
    [InlineData("[{'path': './data', 'mode': 'read-write'}]", "none")]
    [InlineData("[{'path': './data', 'mode': 'ro'}]", "OSError EROFS")]
    [InlineData("[{'path': './data', 'mode': 'read-only'}]", "OSError EROFS")]
    [InlineData("[]", "FileNotFoundError ENOENT")]
    public async Task A_grant_allows_what_its_mode_says(string grants, string error)
    {
        using var project = new Project(fixture.Runtime);
        Assert.Equal(error, await project.ErrorOfAsync("open('data/new', 'w').write('x')", grants));
        Assert.Equal(error == "none", File.Exists(project.Of("data/new")));
    }

    [Theory]
    [InlineData("['/etc']", "'/etc' is absolute")]
    [InlineData("['../other']", "'../other' leads out of the project")]
    [InlineData("['./data/../../other']", "leads out of the project")]
    [InlineData("['a\\0b']", "has a NUL character")]
    [InlineData("['./none']", "task 'main': allowed_files grants './none', but *project/none does not exist")]
    [InlineData("['./main.py']", "main.py is not a folder")]
    [InlineData("['./link']", "project/link leads through a symbolic link; run with --mount")]
    [InlineData("['./link/below']", "leads through a symbolic link")]
    [InlineData("['./data', './.capsule']", "project/.capsule belongs to Capsule itself")]
    [InlineData("['./.capsule/runs']", "belongs to Capsule itself")]
    public async Task What_cannot_be_granted_is_an_error_of_configuration(string grants, string message)
    {
        using var project = new Project(fixture.Runtime);
        Directory.CreateDirectory(project.Of(".capsule/runs"));
        Directory.CreateDirectory(Path.Combine(project.Outside, "other", "below"));
        Directory.CreateSymbolicLink(project.Of("link"), Path.Combine(project.Outside, "other"));

        var envelope = await project.RunAsync("return 1", grants);

        Assert.Equal(ErrorType.ConfigError, envelope.Error?.Type);
        foreach (var part in message.Split('*'))
        {
            Assert.Contains(part, envelope.Error!.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Of_grants_that_overlap_the_innermost_counts()
    {
        using var project = new Project(fixture.Runtime);
        Directory.CreateDirectory(project.Of("data/out/in"));
        const string grants = "[{'path': './data/out/in', 'mode': 'ro'}, {'path': './data', 'mode': 'ro'}, './data/out']";

        Assert.Equal("OSError EROFS", await project.ErrorOfAsync("open('data/x', 'w')", grants));
        Assert.Equal("none", await project.ErrorOfAsync("open('data/out/x', 'w')", grants));
        Assert.Equal("OSError EROFS", await project.ErrorOfAsync("open('data/out/in/x', 'w')", grants));
        Assert.Equal("OSError EXDEV", await project.ErrorOfAsync("os.rename('data/out/x', 'data/out/in/x')", grants));
        Assert.Equal("OSError EBUSY", await project.ErrorOfAsync("os.rename('data/out/in', 'data/out/moved')", grants));
        Assert.Equal("OSError EBUSY", await project.ErrorOfAsync("os.rmdir('data/out/in')", grants));
        Assert.Equal("[\"in\",\"x\"]", (await project.RunAsync("return sorted(os.listdir('data/out'))", grants)).Json());
    }

    [Fact]
    public async Task The_way_to_a_folder_that_is_granted_deep_below_shows_nothing_else()
    {
        using var project = new Project(fixture.Runtime);
        project.Write("data/in/a/file", "x");
        project.Write("data/in/secret", "x");

        Assert.Equal(
            "[[\"in\"],[\"a\"],[\"file\"]]",
            (await project.RunAsync(
                "return [os.listdir('data'), os.listdir('data/in'), os.listdir('data/in/a')]", "['./data/in/a']")).Json());
    }

    [Theory]
    [InlineData("open('data/x.csv')", "[]", "FileNotFoundError", "add allowed_files=[\"./data\"] to the task, or run with --mount ./data)")]
    [InlineData("os.listdir('data')", "[]", "FileNotFoundError", "allowed_files=[\"./data\"]")]
    [InlineData("open('x.csv')", "['./data']", "FileNotFoundError", "allowed_files=[\".\"]")]
    [InlineData("pathlib.Path('/workspace/a/b/c').read_text()", "[]", "FileNotFoundError", "allowed_files=[\"./a/b\"]")]
    [InlineData("open('/srv/data/x.csv')", "['./data']", "FileNotFoundError", "(no folder granted to this task has it)")]
    [InlineData("open('/etc/passwd')", "['./data']", "FileNotFoundError", "(no folder granted to this task has it)")]
    [InlineData("open('/root/.ssh/id_rsa')", "['./data']", "FileNotFoundError", "(no folder granted to this task has it)")]
    [InlineData("open('../secret.txt')", "['./data']", "FileNotFoundError", "no folder granted to this task has it")]
    [InlineData("open('data/new', 'w')", "[{'path': './data', 'mode': 'ro'}]", "OSError", "grant it as {\"path\": \"./data\", \"mode\": \"read-write\"}")]
    public async Task A_refusal_says_which_grant_is_missing(string body, string grants, string exception, string advice)
    {
        using var project = new Project(fixture.Runtime);
        var envelope = await project.RunAsync(body, grants);

        Assert.Equal(ErrorType.TaskError, envelope.Error?.Type);
        Assert.Equal(exception, envelope.Error!.Exception);
        Assert.Contains(advice, envelope.Error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', envelope.Error.Message);
    }

    [Theory]
    [InlineData("open('data/none')", "['./data']")]
    [InlineData("open('/tmp/none')", "[]")]
    [InlineData("raise ValueError('data/x')", "[]")]
    public async Task What_no_grant_would_change_has_no_advice(string body, string grants)
    {
        using var project = new Project(fixture.Runtime);
        Assert.DoesNotContain("allowed_files", (await project.RunAsync(body, grants)).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Loading_a_program_reads_no_files_of_the_host_and_says_so()
    {
        using var project = new Project(fixture.Runtime);
        var envelope = await project.RunFileAsync("open('/workspace/none')\ndef main(): pass\n");

        Assert.Equal(ErrorType.BuildError, envelope.Error?.Type);
        Assert.Contains("open files inside of a task", envelope.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Subtasks_have_their_own_grants_and_the_mounts_of_the_run()
    {
        using var project = new Project(fixture.Runtime);
        project.Write("data/a", "granted");
        project.Write("more/b", "mounted");
        const string source = """
            from capsule import task

            @task
            def reads(name):
                try:
                    return open(name).read()
                except OSError as e:
                    return type(e).__name__

            @task(allowed_files=["./data"])
            def reads_data(name):
                return reads.function(name)

            @task(name="main", allowed_files=[])
            def main():
                return [t(n) if False else t.function(n) if t is None else t(n) for t in (reads, reads_data) for n in ("data/a", "more/b")]
            """;
        var mount = new FolderMount { HostPath = project.Of("more"), GuestPath = "more" };
        var envelope = await project.RunFileAsync(source, new RunOptions { Mounts = [mount] });

        var json = envelope.Json();
        Assert.Contains("granted", json, StringComparison.Ordinal);
        Assert.Equal(2, json.Split("mounted").Length - 1);
        Assert.Contains("FileNotFoundError", json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limits_on_files_of_the_host_hold_for_a_task()
    {
        using var project = new Project(fixture.Runtime);
        var options = new RunOptions { FileLimits = new HostFileLimits { BytesWritten = 1000, FilesCreated = 3, OpenFiles = 5 } };

        Assert.Equal("OSError ENOSPC", await project.ErrorOfAsync("with open('data/a', 'wb') as f: f.write(bytes(2000))", options: options));
        Assert.Equal("OSError ENOSPC", await project.ErrorOfAsync("for i in range(5): open(f'data/n{i}', 'w').close()", options: options));
        Assert.Equal("OSError EMFILE", await project.ErrorOfAsync("f = [open('data/a') for i in range(9)]", options: options));
        Assert.Equal("none", await project.ErrorOfAsync("for i in range(99): open('data/a').close()", options: options));
    }

    [Theory]
    [InlineData("open('data/l').read()", "FileNotFoundError ENOENT")]
    [InlineData("open('data/m').read()", "FileNotFoundError ENOENT")]
    [InlineData("open('data/d/secret.txt').read()", "FileNotFoundError ENOENT")]
    [InlineData("open('data/l', 'w').write('x')", "FileNotFoundError ENOENT")]
    [InlineData("os.rename('data/d/secret.txt', 'data/stolen')", "FileNotFoundError ENOENT")]
    [InlineData("os.symlink('../..', 'data/up')\nopen('data/up/secret.txt').read()", "FileNotFoundError ENOENT")]
    [InlineData("os.link('data/l', 'data/x', follow_symlinks=True)\nopen('data/x').read()", "FileNotFoundError ENOENT")]
    [InlineData("shutil.copytree('data', '/tmp/copy', symlinks=False)", "Error ")]
    [InlineData("os.chdir('data/d')", "FileNotFoundError ENOENT")]
    [InlineData("open('data/.capsule/x', 'w')", "FileNotFoundError ENOENT")]
    [InlineData("os.mkdir('data/.capsule')", "PermissionError EACCES")]
    [InlineData("open('data/pipe').read()", "PermissionError EACCES")]
    public async Task Traps_in_a_granted_folder_do_not_lead_out(string body, string error)
    {
        using var project = new Project(fixture.Runtime);
        File.CreateSymbolicLink(project.Of("data/l"), Path.Combine(project.Outside, "secret.txt"));
        File.CreateSymbolicLink(project.Of("data/m"), "../../secret.txt");
        Directory.CreateSymbolicLink(project.Of("data/d"), project.Outside);
        using (var pipe = System.Diagnostics.Process.Start("mkfifo", [project.Of("data/pipe")]))
        {
            await pipe.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var seen = body.Contains("copytree", StringComparison.Ordinal)
            ? (await project.RunAsync($"try:\n    {body}\nexcept shutil.Error:\n    return 'Error '")).Json().Trim('"')
            : await project.ErrorOfAsync(body);
        Assert.Equal(error, seen);
        Assert.Equal(Project.Secret, await File.ReadAllTextAsync(
            Path.Combine(project.Outside, "secret.txt"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_cache_is_out_of_reach_even_where_the_folder_above_it_is_mounted()
    {
        using var project = new Project(fixture.Runtime);
        var mount = new FolderMount { HostPath = Path.GetDirectoryName(Checkout.Cache)!, GuestPath = "artifacts" };
        var envelope = await project.RunAsync(
            "name = 'test-cache'\nreturn [name in os.listdir('artifacts'), os.path.exists('artifacts/' + name)]",
            options: new RunOptions { Mounts = [mount] });
        Assert.Equal("[false,false]", envelope.Json());

        var whole = await project.RunAsync("return 1", options: new RunOptions
        {
            Mounts = [new FolderMount { HostPath = Checkout.Cache, GuestPath = "cache" }],
        });
        Assert.Equal(ErrorType.ConfigError, whole.Error?.Type);
        Assert.Contains("belongs to Capsule itself", whole.Error!.Message, StringComparison.Ordinal);
    }
}

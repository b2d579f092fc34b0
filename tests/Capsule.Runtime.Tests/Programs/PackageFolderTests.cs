using Capsule.Runtime.Configuration;
using Capsule.Runtime.Programs;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Programs;

/// <summary>A program's own packages are part of it as a whole.</summary>
public sealed class PackageFolderTests(RuntimeFixture fixture) : IDisposable
{
    private const string Listing = """
        import os, box
        def main():
            return sorted(os.path.join(path, file)[4:] for path, _, files in os.walk("box") for file in files)
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task All_files_of_a_package_are_there_but_hidden_ones_and_bytecode()
    {
        WriteBox();
        folder.Write("box/never/named.py", "");
        folder.Write("box/data/deep/table.csv", "");
        folder.Write("box/.secret", "");
        folder.Write("box/.git/config", "");
        folder.Write("box/__pycache__/thing.pyc", "");
        folder.Write("unused/__init__.py", "");
        folder.Write("beside.txt", "");

        Assert.Equal("""["__init__.py","data/deep/table.csv","never/named.py"]""", await RunAsync());
    }

    [Fact]
    public async Task A_file_that_is_added_to_a_package_changed_or_removed_makes_another_program()
    {
        WriteBox("import os, box\ndef main(): return [open('box/a.txt').read() if os.path.exists('box/a.txt') else None, os.path.exists('box/b.txt')]\n");
        Assert.Equal("[null,false]", await RunAsync());

        folder.Write("box/a.txt", "1");
        Assert.Equal("[\"1\",false]", await RunAsync());
        folder.Write("box/a.txt", "2");
        Assert.Equal("[\"2\",false]", await RunAsync());
        var other = folder.Write("box/b.txt", "");
        Assert.Equal("[\"2\",true]", await RunAsync());
        File.Delete(other);
        Assert.Equal("[\"2\",false]", await RunAsync());
    }

    [Fact]
    public async Task A_data_file_is_there_when_its_module_is_loaded()
    {
        WriteBox("import box\ndef main(): return box.VERSION\n");
        folder.Write("box/__init__.py", "import pathlib\nVERSION = (pathlib.Path(__file__).parent / 'version.txt').read_text()\n");
        folder.Write("box/version.txt", "1.2");

        Assert.Equal("\"1.2\"", await RunAsync());
    }

    [Fact]
    public async Task A_link_shows_nothing_of_the_host()
    {
        using var elsewhere = new TemporaryFolder();
        var secret = elsewhere.Write("secret.txt", "secret");
        folder.Write("real/__init__.py", "");
        folder.Write("real/data.txt", "data");
        WriteBox("import os, box, linked\ndef main(): return [sorted(os.listdir('box')), sorted(os.listdir('linked'))]\n");
        File.CreateSymbolicLink(Path.Combine(folder.Path, "box/file.txt"), secret);
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "box/inner"), elsewhere.Path);
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "linked"), "real");

        Assert.Equal("""[["__init__.py"],["__init__.py"]]""", await RunAsync());
    }

    [Fact]
    public async Task A_package_that_is_too_long_is_refused_unread()
    {
        WriteBox();
        using (var file = File.Create(Path.Combine(folder.Path, "box", "model.bin")))
        {
            file.SetLength(600L << 20); // without blocks
        }

        var failure = await FailAsync();

        Assert.Equal(ErrorType.BuildError, failure.Type);
        Assert.Contains("512 MiB are allowed", failure.Message, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(folder.Path, "box"), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_of_too_many_files_is_refused()
    {
        WriteBox();
        for (var file = 0; file < 20_000; file++)
        {
            folder.Write($"box/{file}", "");
        }

        Assert.Contains("20000 files", (await FailAsync()).Message, StringComparison.Ordinal);
    }

    private void WriteBox(string main = Listing)
    {
        folder.Write("main.py", main);
        folder.Write("box/__init__.py", "");
    }

    private async Task<string> RunAsync()
    {
        Assert.True((await LoadAsync()).TryGet(out var program, out var failure), failure?.Message);
        return (await fixture.Runtime.RunAsync(program!, new TaskCall(), new RunOptions(), TestContext.Current.CancellationToken)).Json();
    }

    private async Task<Failure> FailAsync()
    {
        Assert.False((await LoadAsync()).TryGet(out _, out var failure));
        return failure!;
    }

    private Task<Outcome<LoadedProgram>> LoadAsync() => fixture.Runtime.LoadAsync(
        new ProgramRequest(Path.Combine(folder.Path, "main.py"), new ProjectFile()), new RunOptions(), TestContext.Current.CancellationToken);
}

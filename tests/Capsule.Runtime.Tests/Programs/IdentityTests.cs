using Capsule.Runtime.Configuration;
using Capsule.Runtime.Programs;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Programs;

/// <summary>Whatever changed, and however quickly: always the right program, from the cache or built anew.</summary>
public sealed class IdentityTests(RuntimeFixture fixture) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task An_edit_is_seen_at_once_even_when_size_and_time_stay_the_same()
    {
        var file = folder.Write("main.py", "def main(): return 1\n");
        var time = File.GetLastWriteTimeUtc(file);
        for (var version = 1; version <= 9; version++)
        {
            File.WriteAllText(file, $"def main(): return {version}\n");
            File.SetLastWriteTimeUtc(file, time);

            Assert.Equal($"{version}", await RunAsync("main.py"));
        }
    }

    [Fact]
    public async Task An_edit_of_an_imported_module_is_seen()
    {
        folder.Write("main.py", "import a\ndef main(): return a.value()\n");
        folder.Write("a.py", "import b\ndef value(): return b.VALUE\n");
        folder.Write("b.py", "VALUE = 1\n");
        Assert.Equal("1", await RunAsync("main.py"));

        folder.Write("b.py", "VALUE = 2\n");

        Assert.Equal("2", await RunAsync("main.py"));
    }

    [Fact]
    public async Task An_edit_of_a_module_that_is_imported_late_is_seen()
    {
        folder.Write("main.py", "def main():\n    from late import value\n    return value()\n");
        folder.Write("late.py", "def value():\n    import later\n    return later.VALUE\n");
        folder.Write("later.py", "VALUE = 1\n");
        Assert.Equal("1", await RunAsync("main.py"));

        folder.Write("later.py", "VALUE = 2\n");

        Assert.Equal("2", await RunAsync("main.py"));
    }

    [Fact]
    public async Task A_new_module_that_shadows_another_is_seen()
    {
        folder.Write("main.py", "import fractions\ndef main(): return getattr(fractions, 'MINE', False)\n");
        Assert.Equal("false", await RunAsync("main.py"));

        folder.Write("fractions.py", "MINE = True\n");

        // The image has loaded the standard library's module already, which gives way.
        Assert.Equal("true", await RunAsync("main.py"));
        folder.Write("main.py", "import wave\ndef main(): return getattr(wave, 'MINE', False)\n");
        Assert.Equal("false", await RunAsync("main.py"));
        folder.Write("wave.py", "MINE = True\n");
        Assert.Equal("true", await RunAsync("main.py"));
    }

    [Fact]
    public async Task A_module_that_appears_is_seen_and_one_that_goes_too()
    {
        folder.Write("main.py", "try:\n    import extra\nexcept ImportError:\n    extra = None\ndef main(): return extra is not None\n");
        Assert.Equal("false", await RunAsync("main.py"));

        var extra = folder.Write("extra.py", "");
        Assert.Equal("true", await RunAsync("main.py"));

        File.Delete(extra);
        Assert.Equal("false", await RunAsync("main.py"));
    }

    [Fact]
    public async Task A_package_that_replaces_a_module_is_seen()
    {
        folder.Write("main.py", "import thing\ndef main(): return thing.VALUE\n");
        folder.Write("thing.py", "VALUE = 'module'\n");
        Assert.Equal("\"module\"", await RunAsync("main.py"));

        folder.Write("thing/__init__.py", "VALUE = 'package'\n");

        Assert.Equal("\"package\"", await RunAsync("main.py"));
    }

    [Fact]
    public async Task Two_programs_in_one_folder_and_one_name_in_two_folders_are_apart()
    {
        folder.Write("one/main.py", "import helper\ndef main(): return helper.VALUE\n");
        folder.Write("one/helper.py", "VALUE = 'one'\n");
        folder.Write("one/other.py", "def main(): return 'other'\n");
        folder.Write("two/main.py", "import helper\ndef main(): return helper.VALUE\n");
        folder.Write("two/helper.py", "VALUE = 'two'\n");
        for (var round = 0; round < 2; round++)
        {
            Assert.Equal("\"one\"", await RunAsync("one/main.py"));
            Assert.Equal("\"two\"", await RunAsync("two/main.py"));
            Assert.Equal("\"other\"", await RunAsync("one/other.py"));
        }
    }

    [Fact]
    public async Task A_renamed_file_and_one_that_takes_its_name_are_other_programs()
    {
        var first = folder.Write("a.py", "def main(): return 'first'\n");
        Assert.Equal("\"first\"", await RunAsync("a.py"));

        File.Move(first, Path.Combine(folder.Path, "b.py"));
        folder.Write("a.py", "def main(): return 'second'\n");

        Assert.Equal("\"second\"", await RunAsync("a.py"));
        Assert.Equal("\"first\"", await RunAsync("b.py"));
    }

    [Fact]
    public async Task A_changed_configuration_is_seen()
    {
        folder.Write("main.py", "from capsule import task\n@task\ndef main(): pass\n");
        folder.Write("capsule.toml", "[tasks]\ndefault_ram = \"64MB\"\n");
        Assert.Equal(64_000_000, (await LoadAsync("main.py")).Manifest.Tasks[0].Policy.Ram.Bytes);

        folder.Write("capsule.toml", "[tasks]\ndefault_ram = \"65MB\"\n");

        Assert.Equal(65_000_000, (await LoadAsync("main.py")).Manifest.Tasks[0].Policy.Ram.Bytes);
    }

    [Fact]
    public async Task A_changed_data_file_is_seen_and_a_new_one_that_matches_too()
    {
        folder.Write("capsule.toml", "[build]\ninclude = [\"data/*.txt\"]\n");
        folder.Write("main.py", "import os\ndef main(): return [open('data/' + n).read() for n in sorted(os.listdir('data'))]\n");
        folder.Write("data/a.txt", "1");
        folder.Write("data/secret.key", "not included");
        Assert.Equal("[\"1\"]", await RunAsync("main.py"));

        folder.Write("data/a.txt", "2");
        Assert.Equal("[\"2\"]", await RunAsync("main.py"));

        folder.Write("data/b.txt", "3");
        Assert.Equal("[\"2\",\"3\"]", await RunAsync("main.py"));
    }

    [Fact]
    public async Task The_same_program_has_the_same_identity_and_another_has_another()
    {
        folder.Write("main.py", "def main(): return 1\n");
        var first = await LoadAsync("main.py");
        var again = await LoadAsync("main.py");
        folder.Write("main.py", "def main(): return 1 \n");

        Assert.Equal(first.Id, again.Id);
        Assert.NotEqual(first.Id, (await LoadAsync("main.py")).Id);
    }

    [Fact]
    public async Task A_damaged_entry_of_the_cache_is_built_again()
    {
        folder.Write("main.py", "def main(): return 'right'\n");
        var program = await LoadAsync("main.py");
        var cached = Assert.Single(Directory.GetFiles(Checkout.Cache, $"program-{program.Id[..32]}.*.wasm"));
        var bytes = await File.ReadAllBytesAsync(cached, TestContext.Current.CancellationToken);
        for (var i = 0; i < 20; i++)
        {
            bytes[bytes.Length * i / 20] ^= 0x40;
            await File.WriteAllBytesAsync(cached, bytes.AsMemory(0, bytes.Length - i).ToArray(), TestContext.Current.CancellationToken);

            Assert.Equal("\"right\"", await RunAsync("main.py"));
        }
    }

    [Fact]
    public async Task A_file_in_a_package_is_run_as_part_of_it()
    {
        folder.Write("app/__init__.py", "");
        folder.Write("app/main.py", "from . import helper\nfrom .deep.more import value\ndef main(): return [helper.VALUE, value, __name__]\n");
        folder.Write("app/helper.py", "VALUE = 1\n");
        folder.Write("app/deep/__init__.py", "");
        folder.Write("app/deep/more.py", "from ..helper import VALUE as value\n");

        Assert.Equal("[1,1,\"app.main\"]", await RunAsync("app/main.py"));
    }

    [Fact]
    public async Task Only_what_the_program_needs_is_in_it()
    {
        folder.Write("main.py", "import used\ndef main():\n    import os\n    return sorted(os.listdir('.'))\n");
        folder.Write("used.py", "");
        folder.Write("unused.py", "");
        folder.Write("notes.txt", "");
        folder.Write(".env", "SECRET=1");

        Assert.Equal("[\"main.py\",\"used.py\"]", await RunAsync("main.py"));
    }

    private async Task<string> RunAsync(string file)
    {
        var program = await LoadAsync(file);
        Envelope envelope = await fixture.Runtime.RunAsync(
            program, new TaskCall(), new RunOptions(), TestContext.Current.CancellationToken);
        return envelope.Json();
    }

    private async Task<LoadedProgram> LoadAsync(string file)
    {
        var path = Path.Combine(folder.Path, file);
        var found = ProjectFileReader.Find(Path.GetDirectoryName(path)!);
        Assert.True(found.TryGet(out var project, out var failure), failure?.Message);
        var loaded = await fixture.Runtime.LoadAsync(
            new ProgramRequest(path, project!), new RunOptions(), TestContext.Current.CancellationToken);
        Assert.True(loaded.TryGet(out var program, out failure), failure?.Message);
        return program!;
    }
}

using Capsule.Runtime.Configuration;
using Capsule.Runtime.Programs;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Programs;

/// <summary>Packages of others, from a virtual environment or a folder.</summary>
public sealed class PackageTests(RuntimeFixture fixture) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_package_of_the_virtual_environment_beside_the_program_is_used()
    {
        Install("greeter", "greeter/__init__.py", "from greeter.words import HELLO\n");
        folder.Write(".venv/lib/python3.11/site-packages/greeter/words.py", "HELLO = 'hello'\n");
        Record("greeter", "greeter/__init__.py,,\ngreeter/words.py,,\n");
        folder.Write("main.py", "import greeter\ndef main(): return [greeter.HELLO, greeter.__file__]\n");

        Assert.Equal("[\"hello\",\"/lib/site-packages/greeter/__init__.py\"]", await RunAsync());
    }

    [Fact]
    public async Task Only_needed_distributions_are_kept_with_their_dependencies_and_metadata()
    {
        Install("used", "used.py", "def value():\n    import dependency\n    return dependency.VALUE\n", "Requires-Dist: de-pendency>=1.0\nRequires-Dist: optional; extra == 'x'\n");
        Install("de_pendency", "dependency.py", "VALUE = 7\n");
        Install("optional", "optional.py", "");
        Install("unused", "unused.py", "");
        folder.Write("main.py", """
            import used, importlib.metadata, os
            def main():
                return [used.value(), importlib.metadata.version("de-pendency"), sorted(os.listdir("/lib/site-packages"))]
            """);

        Assert.Equal("[7,\"1.0\",[\"de_pendency-1.0.dist-info\",\"dependency.py\",\"used-1.0.dist-info\",\"used.py\"]]", await RunAsync());
    }

    [Fact]
    public async Task A_package_that_is_imported_late_is_kept()
    {
        Install("late", "late.py", "VALUE = 3\n");
        folder.Write("main.py", "def main():\n    import late\n    return late.VALUE\n");

        Assert.Equal("3", await RunAsync());
    }

    [Fact]
    public async Task Data_files_of_a_package_are_there()
    {
        Install("data", "data/__init__.py", "");
        folder.Write(".venv/lib/python3.11/site-packages/data/file.txt", "content");
        Record("data", "data/__init__.py,,\ndata/file.txt,,\n");
        folder.Write("main.py", "import data, importlib.resources as r\ndef main(): return r.files(data).joinpath('file.txt').read_text()\n");

        Assert.Equal("\"content\"", await RunAsync());
    }

    [Fact]
    public async Task A_changed_package_is_seen()
    {
        Install("changing", "changing.py", "VALUE = 1\n");
        folder.Write("main.py", "import changing\ndef main(): return changing.VALUE\n");
        Assert.Equal("1", await RunAsync());

        Install("changing", "changing.py", "VALUE = 2\n");

        Assert.Equal("2", await RunAsync());
    }

    [Fact]
    public async Task A_compiled_extension_is_refused_by_its_name()
    {
        Install("fast", "fast/__init__.py", "from fast import _speed\n");
        folder.Write(".venv/lib/python3.11/site-packages/fast/_speed.cpython-311-x86_64-linux-gnu.so", "ELF");
        Record("fast", "fast/__init__.py,,\nfast/_speed.cpython-311-x86_64-linux-gnu.so,,\n");
        folder.Write("main.py", "import fast\ndef main(): pass\n");

        var failure = await FailAsync();

        Assert.Equal(ErrorType.BuildError, failure.Type);
        Assert.Contains("'fast' contains a compiled extension, fast/_speed.cpython-311-x86_64-linux-gnu.so", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_left_out_of_a_program_is_said_when_it_is_imported()
    {
        Install("fast", "fast/__init__.py", "VALUE = 1\n");
        folder.Write(".venv/lib/python3.11/site-packages/fast/_speed.so", "ELF");
        Record("fast", "fast/__init__.py,,\nfast/_speed.so,,\n");
        Install("slow", "slow.py", "def value():\n    import fast\n    return fast.VALUE\n");
        folder.Write("main.py", "import slow\ndef main(): return slow.value()\n");

        for (var run = 0; run < 2; run++)
        {
            Assert.True((await LoadAsync(null)).TryGet(out var program, out _));
            Assert.Equal(["fast"], program.LeftOut);
            var envelope = await fixture.Runtime.RunAsync(program, new TaskCall(), new RunOptions(), TestContext.Current.CancellationToken);
            Assert.Equal("ModuleNotFoundError", envelope.Error!.Exception);
            Assert.Contains("No module named 'fast' (it is installed, and was left out of the program", envelope.Error.Message, StringComparison.Ordinal);
        }

        folder.Write("main.py", "import slow\ndef main():\n    import absent\n");
        Assert.True((await LoadAsync(null)).TryGet(out var other, out _));
        var unknown = await fixture.Runtime.RunAsync(other, new TaskCall(), new RunOptions(), TestContext.Current.CancellationToken);
        Assert.DoesNotContain("left out", unknown.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_that_does_without_its_extension_works()
    {
        Install("both", "both/__init__.py", "try:\n    from both import _speed\nexcept ImportError:\n    _speed = None\nVALUE = _speed is None\n");
        folder.Write(".venv/lib/python3.11/site-packages/both/_speed.so", "ELF");
        Record("both", "both/__init__.py,,\nboth/_speed.so,,\n");
        folder.Write("main.py", "import both\ndef main(): return both.VALUE\n");

        Assert.Equal("true", await RunAsync());
    }

    [Fact]
    public async Task A_folder_of_packages_can_be_named()
    {
        folder.Write("libs/thing.py", "VALUE = 'named'\n");
        folder.Write("main.py", "import thing\ndef main(): return thing.VALUE\n");

        Assert.Equal("\"named\"", await RunAsync(Path.Combine(folder.Path, "libs")));
        folder.Write("capsule.toml", "[build]\nsite_packages = \"libs\"\n");
        Assert.Equal("\"named\"", await RunAsync());
        Assert.Contains("--site-packages", (await FailAsync(Path.Combine(folder.Path, "none"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Packages_without_a_record_are_kept_whole_as_Debian_installs_them()
    {
        Write("listed_thing-1.0.dist-info/METADATA", "Name: listed-thing\nVersion: 1.0\nRequires-Dist: old-style\n");
        Write("listed_thing-1.0.dist-info/top_level.txt", "listed\n");
        Write("listed/__init__.py", "import importlib\ndef value(): return importlib.import_module('.lazy', __name__).VALUE\n");
        Write("listed/lazy.py", "import importlib\nVALUE = importlib.import_module('old' + 'ie').VALUE\n");
        Write("old_style-2.0.egg-info/PKG-INFO", "Name: old.style\nVersion: 2.0\n");
        Write("old_style-2.0.egg-info/top_level.txt", "oldie\n");
        Write("old_style-2.0.egg-info/requires.txt", "flat\n\n[:python_version < '3']\nolder\n[extra]\nunused\n");
        Write("oldie.py", "import importlib\nVALUE = importlib.import_module('fl' + 'at').VALUE\n");
        Write("flat-3.0.egg-info", "Name: flat\nVersion: 3.0\n");
        Write("flat.py", "VALUE = 7\n");
        Write("unused.py", "");
        folder.Write("main.py", """
            import listed, os
            from importlib.metadata import version
            def main():
                return [listed.value(), version("listed-thing"), version("old-style"), version("flat"), os.path.exists("/lib/site-packages/unused.py")]
            """);

        Assert.Equal("[7,\"1.0\",\"2.0\",\"3.0\",false]", await RunAsync());
    }

    [Fact]
    public async Task A_package_that_belongs_to_no_distribution_is_kept_whole()
    {
        Write("lonely/__init__.py", "import importlib\ndef __getattr__(name): return importlib.import_module(f'{__name__}.{name}')\n");
        Write("lonely/lazy.py", "VALUE = 1\n");
        Write("lonely/data.txt", "data");
        Write("Named-1.0.dist-info/METADATA", "Name: Named\nVersion: 1.0\n");
        folder.Write("main.py", """
            import lonely, importlib.metadata, importlib.resources
            def main():
                return [lonely.lazy.VALUE, importlib.resources.files(lonely).joinpath("data.txt").read_text(), importlib.metadata.version("named")]
            """);

        Assert.Equal("[1,\"data\",\"1.0\"]", await RunAsync());
    }

    [Fact]
    public async Task A_dependency_that_only_an_import_statement_tells_of_is_kept()
    {
        Install("soup", "soup.py", "def parse():\n    try:\n        import  parser5.core as p\n    except ImportError:\n        return None\n    return p.VALUE\n");
        Install("parser5", "parser5/core.py", "from words5 import VALUE\n");
        Install("words5", "words5.py", "VALUE = 5\n");
        Install("fast5", "fast5/__init__.py", "");
        Record("fast5", "fast5/__init__.py,,\nfast5/x.so,,\n");
        Write("fast5/x.so", "ELF");
        Install("tested", "tests/other.py", "import fast5, never\n");
        Install("never", "never.py", "");
        folder.Write("main.py", "def main():\n    import soup, os\n    return [soup.parse(), os.path.exists('/lib/site-packages/never.py')]\n");

        Assert.Equal("[5,false]", await RunAsync());
    }

    [Fact]
    public async Task A_namespace_that_several_distributions_share_is_whole()
    {
        Install("shared_one", "shared/one.py", "VALUE = 1\n");
        Install("shared_two", "shared/two.py", "VALUE = 2\n");
        folder.Write("main.py", "import shared.one, importlib\ndef main(): return shared.one.VALUE + importlib.import_module('shared.' + 'two').VALUE\n");

        Assert.Equal("3", await RunAsync());
    }

    [Theory]
    [InlineData("import nowhere_at_all\ndef main(): pass\n", "the program has no packages: add the package that has it, 'capsule add nowhere_at_all'")]
    [InlineData("def main():\n    import nowhere_at_all\n", "it is not part of this program")]
    public async Task A_module_that_is_installed_nowhere_is_an_error_that_says_what_to_do(string source, string advice)
    {
        folder.Write("main.py", source);
        var loaded = await LoadAsync(null);
        var failure = loaded.TryGet(out var program, out var problem)
            ? (await fixture.Runtime.RunAsync(program, new TaskCall(), new RunOptions(), TestContext.Current.CancellationToken)).Error!
            : problem;
        Assert.Contains("No module named 'nowhere_at_all' (", failure.Message, StringComparison.Ordinal);
        Assert.Contains(advice, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_module_that_is_not_among_the_installed_ones_is_an_error_that_names_their_folder()
    {
        Install("other", "other.py", "");
        folder.Write("main.py", "import nowhere_at_all\ndef main(): pass\n");
        Assert.Contains($"nor installed in {Site}: install it there", (await FailAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_that_leads_nowhere_is_passed_over()
    {
        Install("linked", "linked/__init__.py", "VALUE = 1\n");
        Record("linked", "linked/__init__.py,,\nlinked/gone.py,,\n");
        File.CreateSymbolicLink(Path.Combine(Site, "linked/gone.py"), "/nowhere/at/all.py");
        File.CreateSymbolicLink(Path.Combine(Site, "gone.py"), "/nowhere/at/all.py");
        File.CreateSymbolicLink(Path.Combine(Site, "gone.pth"), "/nowhere/at/all.pth");
        folder.Write("main.py", "import linked, os\ndef main(): return [linked.VALUE, os.listdir('/lib/site-packages/linked')]\n");

        Assert.Equal("[1,[\"__init__.py\"]]", await RunAsync());
    }

    [Fact]
    public async Task An_editable_install_inside_of_the_programs_folder_is_followed()
    {
        folder.Write("src/mylib/__init__.py", "from mylib.part import VALUE\n");
        folder.Write("src/mylib/part.py", "VALUE = 'editable'\n");
        folder.Write("lib/found.py", "VALUE = 'found'\n");
        Write("__editable__.mylib-0.1.pth", $"{folder.Path}/src\n");
        Write("mylib-0.1.dist-info/METADATA", "Name: mylib\nVersion: 0.1\n");
        Write("mylib-0.1.dist-info/RECORD", "__editable__.mylib-0.1.pth,,\nmylib-0.1.dist-info/METADATA,,\n");
        Write("mylib-0.1.dist-info/direct_url.json", "{\"dir_info\": {\"editable\": true}}");
        Write("__editable__.found-1.pth", "import __editable___found_1_finder; __editable___found_1_finder.install()\n");
        Write("__editable___found_1_finder.py", $"MAPPING: dict[str, str] = {{'found': '{folder.Path}/lib/found'}}\nNAMESPACES: dict[str, list[str]] = {{}}\n");
        folder.Write("main.py", "import mylib, found\ndef main(): return [mylib.VALUE, found.VALUE]\n");

        Assert.Equal("[\"editable\",\"found\"]", await RunAsync());
        folder.Write("src/mylib/part.py", "VALUE = 'changed'\n");
        Assert.Equal("[\"changed\",\"found\"]", await RunAsync());
    }

    [Theory]
    [InlineData("__editable__.x.pth", "{0}\n")]
    [InlineData("__editable___x_finder.py", "MAPPING = {{'mylib': '{0}/mylib'}}\n")]
    public async Task An_editable_install_outside_is_not_followed_and_said(string file, string text)
    {
        using var elsewhere = new TemporaryFolder();
        elsewhere.Write("mylib/__init__.py", "VALUE = 1\n");
        Write(file, string.Format(System.Globalization.CultureInfo.InvariantCulture, text, elsewhere.Path));
        folder.Write("main.py", "import mylib\ndef main(): pass\n");

        var failure = await FailAsync();

        Assert.Equal(ErrorType.BuildError, failure.Type);
        Assert.Contains($"'mylib' is installed in editable mode from {elsewhere.Path}, which is outside of the program's folder", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_called_of_the_host_while_a_program_is_loaded()
    {
        folder.Write("main.py", "from _capsule_guest import host\nhost.call('run.sleep', seconds=1)\ndef main(): pass\n");

        var failure = await FailAsync();
        Assert.Equal(ErrorType.BuildError, failure.Type);
        Assert.Contains("inside of a task", failure.Message, StringComparison.Ordinal);
    }

    private string Site => Path.Combine(folder.Path, ".venv/lib/python3.11/site-packages");

    private void Write(string file, string text) => folder.Write($".venv/lib/python3.11/site-packages/{file}", text);

    private void Install(string name, string file, string source, string headers = "")
    {
        folder.Write($".venv/lib/python3.11/site-packages/{file}", source);
        folder.Write(
            $".venv/lib/python3.11/site-packages/{name}-1.0.dist-info/METADATA",
            $"Metadata-Version: 2.1\nName: {name.Replace('_', '-')}\nVersion: 1.0\n{headers}\nA description\n");
        Record(name, $"{file},,\n");
    }

    private void Record(string name, string files) => folder.Write(
        $".venv/lib/python3.11/site-packages/{name}-1.0.dist-info/RECORD",
        $"{files}{name}-1.0.dist-info/METADATA,,\n{name}-1.0.dist-info/RECORD,,\n../../../bin/{name},,\n");

    private async Task<string> RunAsync(string? sitePackages = null)
    {
        var loaded = await LoadAsync(sitePackages);
        Assert.True(loaded.TryGet(out var program, out var failure), $"{failure?.Message}\n{failure?.Traceback}");
        return (await fixture.Runtime.RunAsync(
            program!, new TaskCall(), new RunOptions(), TestContext.Current.CancellationToken)).Json();
    }

    private async Task<Failure> FailAsync(string? sitePackages = null)
    {
        Assert.False((await LoadAsync(sitePackages)).TryGet(out _, out var failure));
        return failure;
    }

    private Task<Outcome<LoadedProgram>> LoadAsync(string? sitePackages)
    {
        Assert.True(ProjectFileReader.Find(folder.Path).TryGet(out var project, out _));
        return fixture.Runtime.LoadAsync(
            new ProgramRequest(Path.Combine(folder.Path, "main.py"), project!, sitePackages), new RunOptions(),
            TestContext.Current.CancellationToken);
    }
}

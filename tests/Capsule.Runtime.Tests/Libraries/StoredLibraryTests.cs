using Capsule.Guests.Abstractions;
using Capsule.Runtime.Artifacts;
using Capsule.Runtime.Configuration;
using Capsule.Runtime.Programs;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Libraries;

/// <summary>Programs with compiled modules that are kept in files: they start from their snapshot, with the modules loaded.</summary>
public sealed class StoredLibraryTests(RuntimeFixture fixture) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task An_artifact_carries_its_libraries_and_runs_from_its_snapshot_elsewhere()
    {
        var bytes = (await LoadAsync(fixture.Runtime)).Export();
        await using var elsewhere = await NewRuntimeAsync();
        var program = (await elsewhere.LoadAsync(ArtifactReader.Read(bytes, "a.capsule").Get(), new RunOptions(), Stop)).Get();
        Assert.Single(program.Snapshot!.Modules);
        Assert.Equal("42", (await elsewhere.RunAsync(program, new TaskCall(), new RunOptions(), Stop)).Json());
    }

    [Theory]
    [InlineData("hash")]
    [InlineData("no hash")]
    [InlineData("block")]
    [InlineData("memory")]
    [InlineData("table")]
    [InlineData("twice")]
    [InlineData("path")]
    public async Task A_forged_place_of_a_library_is_found_out_and_the_program_loaded_again(string what)
    {
        var artifact = ArtifactReader.Read((await LoadAsync(fixture.Runtime)).Export(), "a.capsule").Get();
        var place = artifact.Info.Snapshot!.Libraries[0];
        LibraryPlacement[] forged = what switch
        {
            "hash" => [place with { Sha256 = new string('a', 64) }],
            "no hash" => [place with { Sha256 = "../../../../etc/passwd" }],
            "block" => [place with { Block = uint.MaxValue - 3 }],
            "memory" => [place with { MemoryBase = uint.MaxValue - 3 }],
            "table" => [place with { TableBase = uint.MaxValue - 3 }],
            "twice" => [place, place],
            _ => [place with { Sha256 = new string('b', 64), Path = "/etc/passwd" }],
        };
        var hostile = artifact with { Info = artifact.Info with { Snapshot = artifact.Info.Snapshot with { Libraries = forged } } };
        var program = (await fixture.Runtime.LoadAsync(hostile, new RunOptions(), Stop)).Get();
        Assert.Equal(place.TableBase, Assert.Single(program.Snapshot!.Modules).TableBase);
        Assert.Equal("42", (await fixture.Runtime.RunAsync(program, new TaskCall(), new RunOptions(), Stop)).Json());
    }

    [Fact]
    public async Task An_installed_package_with_a_compiled_module_is_used_and_found_in_the_cache_later()
    {
        var packages = ".venv/lib/python3.14/site-packages";
        folder.Write($"{packages}/fast/__init__.py", "from . import counter\n");
        Write($"{packages}/fast/{WasmCompiler.FileOf("counter")}", WasmCompiler.Build("counter.c"));
        folder.Write($"{packages}/fast-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: fast\nVersion: 1.0\n");
        folder.Write($"{packages}/fast-1.0.dist-info/RECORD", $"fast/__init__.py,,\nfast/{WasmCompiler.FileOf("counter")},,\n");
        folder.Write("main.py", "import fast\nfast.counter.next()\ndef main(): return fast.counter.next()\n");
        for (var process = 0; process < 2; process++)
        {
            await using var runtime = await NewRuntimeAsync();
            var program = (await runtime.LoadAsync(
                new ProgramRequest(Path.Combine(folder.Path, "main.py"), ProjectFileReader.Find(folder.Path).Get()), new RunOptions(), Stop)).Get();
            Assert.Single(program.Snapshot!.Modules);
            Assert.Equal("42", (await runtime.RunAsync(program, new TaskCall(), new RunOptions(), Stop)).Json());
        }
    }

    [Fact]
    public async Task A_compiled_library_that_was_damaged_in_the_cache_is_compiled_again()
    {
        await using (var first = await NewRuntimeAsync())
        {
            _ = await LoadAsync(first);
        }

        foreach (var file in Directory.GetFiles(Path.Combine(folder.Path, "cache"), "library-*"))
        {
            var bytes = File.ReadAllBytes(file);
            bytes[bytes.Length / 2] ^= 1;
            File.WriteAllBytes(file, bytes);
        }

        await using var second = await NewRuntimeAsync();
        Assert.Equal("42", (await second.RunAsync(await LoadAsync(second), new TaskCall(), new RunOptions(), Stop)).Json());
    }

    private static async Task<LoadedProgram> LoadAsync(CapsuleRuntime runtime)
    {
        var source = ProgramSource.FromText("import counter\ncounter.next()\ndef main(): return counter.next()\n") with
        {
            Packages = new Dictionary<string, ReadOnlyMemory<byte>> { [WasmCompiler.FileOf("counter")] = WasmCompiler.Build("counter.c") },
        };
        return (await runtime.LoadAsync(source, new RunOptions(), Stop)).Get();
    }

    /// <summary>With a cache of its own, into which the guest that was prepared for all tests is linked.</summary>
    private async Task<CapsuleRuntime> NewRuntimeAsync()
    {
        var cache = Path.Combine(folder.Path, "cache");
        if (Directory.CreateDirectory(cache).GetFiles().Length == 0)
        {
            foreach (var file in Directory.GetFiles(Checkout.Cache, "python-*"))
            {
                File.Copy(file, Path.Combine(cache, Path.GetFileName(file)));
            }
        }

        File.SetUnixFileMode(cache, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return await CapsuleRuntime.CreateAsync(new CapsuleOptions { CacheDirectory = cache }, Stop);
    }

    private void Write(string path, byte[] bytes)
    {
        var full = Path.Combine(folder.Path, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, bytes);
    }
}

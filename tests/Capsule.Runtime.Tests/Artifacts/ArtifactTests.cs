using Capsule.Guests.Abstractions;
using Capsule.Runtime.Artifacts;
using Capsule.Runtime.Programs;
using Capsule.Runtime.Tests.Support;
using Capsule.Wasm.Binary;
using Capsule.Wasm.Engine;
using Capsule.Wasm.Memory;
using CsCheck;

namespace Capsule.Runtime.Tests.Artifacts;

public sealed class ArtifactTests(RuntimeFixture fixture)
{
    private const string Source = """
        from capsule import task

        STATE = {"loaded": True}

        @task(name="main", compute="LOW", ram="64MB", timeout="90s", max_retries=3, allowed_hosts=["example.org"],
              allowed_files=["./data", {"path": "./out", "mode": "ro"}], env_variables=["KEY"])
        def main(*names):
            return [STATE, list(names)]

        @task
        def other(): pass
        """;

    [Fact]
    public async Task A_program_comes_back_from_its_artifact_as_it_was()
    {
        var program = await LoadAsync(Source);
        var artifact = Read(program.Export());
        var loaded = await fixture.Runtime.LoadAsync(artifact, new RunOptions(), TestContext.Current.CancellationToken);
        Assert.True(loaded.TryGet(out var restored, out var failure), failure?.Message);

        Assert.Equal(program.Id, restored!.Id);
        Assert.Equivalent(program.Manifest, restored.Manifest, strict: true);
        Assert.Equal("[{\"loaded\":true},[]]", (await RunAsync(restored)).Json());
    }

    [Fact]
    public async Task An_artifact_of_another_image_is_loaded_from_its_own_sources()
    {
        var artifact = Read((await LoadAsync(Source)).Export());
        var foreign = artifact with { Info = artifact.Info with { ImageId = "another" } };

        var loaded = await fixture.Runtime.LoadAsync(foreign, new RunOptions(), TestContext.Current.CancellationToken);

        Assert.True(loaded.TryGet(out var program, out var failure), failure?.Message);
        Assert.Equal(Compute.Low, program!.Manifest.Find("main")!.Policy.Compute);
        Assert.Equal("[{\"loaded\":true},[]]", (await RunAsync(program)).Json());
    }

    /// <summary>Runs the program where it finds the folders that it is granted.</summary>
    private async Task<Envelope> RunAsync(LoadedProgram program)
    {
        using var project = new TemporaryFolder();
        _ = project.Write("data/file", "");
        _ = project.Write("out/file", "");
        return await fixture.Runtime.RunAsync(
            program, new TaskCall(), new RunOptions { ProjectFolder = project.Path }, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_program_that_is_loaded_in_each_run_has_no_snapshot_and_works()
    {
        var artifact = Read((await LoadAsync("import time\nT = time.time_ns()\ndef main(): return T\n")).Export());
        Assert.Null(artifact.Pages);

        var loaded = await fixture.Runtime.LoadAsync(artifact, new RunOptions(), TestContext.Current.CancellationToken);

        Assert.True(loaded.TryGet(out var program, out _));
        Assert.True((await fixture.Runtime.RunAsync(
            program!, new TaskCall(), new RunOptions(), TestContext.Current.CancellationToken)).Success);
    }

    [Fact]
    public async Task An_artifact_is_a_valid_module()
    {
        using var engine = new WasmEngine();

        engine.Validate((await LoadAsync(Source)).Export());
    }

    [Fact]
    public async Task Caps_lower_what_an_artifact_wants()
    {
        var program = await LoadAsync("from capsule import task\n@task(name='main', compute='HIGH', max_retries=9)\ndef main():\n    while True: pass\n");
        var options = new RunOptions { Caps = new PolicyCaps { Limits = new TaskLimits { Compute = new Compute(1_000_000), MaxRetries = 1, Timeout = Patience.Time } } };

        var envelope = await fixture.Runtime.RunAsync(program, new TaskCall(), options, TestContext.Current.CancellationToken);

        Assert.Equal(ErrorType.FuelExhausted, envelope.Error?.Type);
        Assert.Equal(1, envelope.Execution.Retries);
    }

    [Fact]
    public async Task Any_change_of_an_artifact_is_noticed()
    {
        var bytes = (await LoadAsync(Source)).Export();
        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Int[1, 255], Gen.Int[0, bytes.Length]).Holds(
            (position, change, length) =>
            {
                var damaged = bytes.ToArray();
                damaged[position] ^= (byte)change;
                Assert.False(ArtifactReader.Read(damaged, "x").TryGet(out _, out var failure));
                Assert.Equal(ErrorType.ConfigError, failure.Type);
                if (length < bytes.Length)
                {
                    Assert.False(ArtifactReader.Read(bytes.AsMemory(0, length), "x").TryGet(out _, out _));
                }
            },
            iter: 5_000);
    }

    [Fact]
    public async Task Programs_within_an_artifact_have_none_within_them()
    {
        var (program, within) = (await LoadAsync(Source), await LoadAsync(Source));
        program.Companions = Beside("b.py", within);
        Assert.Equal("b.py", Assert.Single(Read(program.Export()).Companions).Key);
        within.Companions = Beside("c.py", await LoadAsync(Source));
        AssertRefused(program, "has programs beside it itself");
        program.Companions = Beside("b.txt", await LoadAsync(Source));
        AssertRefused(program, "that no project can have");

        static Dictionary<string, LoadedProgram> Beside(string file, LoadedProgram companion) => new() { [file] = companion };
        static void AssertRefused(LoadedProgram program, string reason)
        {
            Assert.False(ArtifactReader.Read(program.Export(), "x").TryGet(out _, out var failure));
            Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Programs_within_an_artifact_unpack_to_no_more_than_they_take_in_it()
    {
        var (program, within) = (await LoadAsync(Source), await LoadAsync($"# {new string(' ', 1 << 20)}\n{Source}"));
        var module = new WasmModule();
        foreach (var section in WasmModule.Read(program.Export()).Custom.Where(section => section.Name != ArtifactSections.Checksum))
        {
            module.Custom.Add(section);
        }

        var companions = new Dictionary<string, ReadOnlyMemory<byte>> { ["b.py"] = ArtifactWriter.Write(within, within.Guest.Identity, ArtifactWriter.Packed) };
        module.Custom.Add(new CustomSection(ArtifactSections.Companions, Payload.Pack(FileList.Write(companions), ArtifactWriter.Packed)));
        module.Custom.Add(new CustomSection(ArtifactSections.Checksum, System.Security.Cryptography.SHA256.HashData(module.Write())));
        Assert.False(ArtifactReader.Read(module.Write(), "x").TryGet(out _, out var failure));
        Assert.Contains("are allowed", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Somebody who means harm computes the checksum too.</summary>
    [Fact]
    public async Task A_hundred_thousand_hostile_artifacts_are_read_or_refused_and_harm_nothing()
    {
        var program = WithTwoPages(await LoadAsync("def main(): return 1\n"));
        var sections = WasmModule.Read(ArtifactWriter.Write(program, new GuestIdentity("python", fixture.Runtime.GetVersion(GuestLanguage.Python), fixture.Runtime.GetImageId(GuestLanguage.Python)), ArtifactWriter.Unpacked)).Custom
            .Where(section => section.Name != ArtifactSections.Checksum).ToArray();
        var accepted = 0;
        Gen.Select(Gen.Int[0, sections.Length - 1], Gen.Double.Unit, Gen.Byte.Array[1, 12], Gen.Int[0, 3]).Holds(
            (index, place, bytes, how) =>
            {
                var module = new WasmModule();
                for (var i = 0; i < sections.Length; i++)
                {
                    module.Custom.Add(i == index ? Mutate(sections[i], place, bytes, how) : sections[i]);
                }

                module.Custom.Add(new CustomSection(
                    ArtifactSections.Checksum, System.Security.Cryptography.SHA256.HashData(module.Write())));
                if (ArtifactReader.Read(module.Write(), "x").TryGet(out _, out var failure))
                {
                    Interlocked.Increment(ref accepted);
                }
                else
                {
                    Assert.Equal(ErrorType.ConfigError, failure.Type);
                }
            },
            iter: 100_000);
        Assert.InRange(accepted, 1, 99_999);
    }

    [Fact]
    public async Task A_section_that_would_unpack_to_terabytes_is_refused()
    {
        var module = WasmModule.Read((await LoadAsync(Source)).Export());
        var files = module.Custom.FindIndex(section => section.Name == ArtifactSections.Files);
        var bomb = module.Custom[files].Bytes.ToArray();
        BitConverter.TryWriteBytes(bomb.AsSpan(1), 1L << 42);
        module.Custom[files] = new CustomSection(ArtifactSections.Files, bomb);
        module.Custom.RemoveAll(section => section.Name == ArtifactSections.Checksum);
        module.Custom.Add(new CustomSection(
            ArtifactSections.Checksum, System.Security.Cryptography.SHA256.HashData(module.Write())));

        Assert.False(ArtifactReader.Read(module.Write(), "bomb.wasm").TryGet(out _, out var failure));
        Assert.Contains("are allowed", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../evil.py")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../b")]
    [InlineData("a//b")]
    [InlineData("")]
    [InlineData("a\0b")]
    public void A_path_that_leaves_the_program_is_refused(string path) =>
        Assert.Throws<InvalidDataException>(() => FileList.Read(
            FileList.Write(new Dictionary<string, ReadOnlyMemory<byte>> { [path] = default })));

    [Fact]
    public async Task A_snapshot_of_garbage_runs_into_the_wall_of_its_own_sandbox()
    {
        var program = await LoadAsync("def main(): return 1\n");
        var artifact = Read(program.Export());
        var random = new Random(7);
        for (var round = 0; round < 30; round++)
        {
            var pages = new byte[artifact.Pages!.Length];
            artifact.Pages.CopyTo(pages);
            random.NextBytes(pages.AsSpan(random.Next(pages.Length - 9000), 8192));
            var hostile = artifact with { Pages = new PageDelta(artifact.Pages.Pages.ToArray(), pages) };
            var loaded = await fixture.Runtime.LoadAsync(hostile, new RunOptions(), TestContext.Current.CancellationToken);
            if (loaded.TryGet(out var broken, out _))
            {
                var options = new RunOptions { Overrides = new TaskLimits { Timeout = TimeSpan.FromSeconds(2) } };
                await fixture.Runtime.RunAsync(broken, new TaskCall(), options, TestContext.Current.CancellationToken);
            }
        }

        Assert.True((await fixture.Runtime.RunAsync(
            program, new TaskCall(), new RunOptions(), TestContext.Current.CancellationToken)).Success);
    }

    /// <summary>Small enough to be hashed a hundred thousand times.</summary>
    private static LoadedProgram WithTwoPages(LoadedProgram program) => new()
    {
        Id = program.Id,
        Guest = program.Guest,
        Source = program.Source,
        Manifest = program.Manifest,
        Snapshot = new Snapshot
        {
            Image = program.Snapshot!.Image,
            Delta = new PageDelta(program.Snapshot.Delta.Pages[..2].ToArray(), [.. program.Snapshot.Delta.At(0), .. program.Snapshot.Delta.At(1)]),
            MemoryBytes = program.Snapshot.MemoryBytes,
            PopulatedPages = program.Snapshot.PopulatedPages,
            Globals = program.Snapshot.Globals,
            Tables = program.Snapshot.Tables,
        },
    };

    private static CustomSection Mutate(CustomSection section, double place, byte[] bytes, int how)
    {
        var contents = section.Bytes.ToArray();
        var at = (int)(place * contents.Length);
        return new CustomSection(section.Name, how switch
        {
            0 => [.. contents.AsSpan(0, at), .. bytes, .. contents.AsSpan(at)],
            1 => [.. contents.AsSpan(0, at), .. contents.AsSpan(Math.Min(contents.Length, at + bytes.Length))],
            2 => contents.AsSpan(0, at).ToArray(),
            _ => Overwrite(contents, at, bytes),
        });
    }

    private static byte[] Overwrite(byte[] contents, int at, byte[] bytes)
    {
        bytes.AsSpan(0, Math.Min(bytes.Length, contents.Length - at)).CopyTo(contents.AsSpan(at));
        return contents;
    }

    private static Artifact Read(byte[] bytes)
    {
        Assert.True(ArtifactReader.Read(bytes, "test.wasm").TryGet(out var artifact, out var failure), failure?.Message);
        return artifact!;
    }

    private async Task<LoadedProgram> LoadAsync(string source)
    {
        var loaded = await fixture.Runtime.LoadAsync(
            ProgramSource.FromText(source), new RunOptions(), TestContext.Current.CancellationToken);
        Assert.True(loaded.TryGet(out var program, out var failure), failure?.Message);
        return program!;
    }
}

using System.Text.Json.Nodes;
using Capsule.Runtime.Configuration;
using Capsule.Runtime.Programs;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.JavaScript;

/// <summary>Packages of npm that many programs use, as they are: a sandbox gives what Node.js gives.</summary>
public sealed class PackageTests(RuntimeFixture fixture)
{
    private const string Folder = "packages";

    public static TheoryData<string> Programs => [.. Directory
        .EnumerateFiles(Path.Combine(Checkout.Root, "tests", Folder, "programs"), "*.mjs")
        .Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_package_does_what_it_does_in_Node(string name)
    {
        var folder = await NpmFolder.InstallAsync(Folder);
        var file = Path.Combine(folder, "programs", $"{name}.mjs");
        var (exitCode, expected) = await NpmFolder.RunAsync(folder, "node", "run.mjs", file);
        Assert.True(exitCode == 0, expected);
        var options = new RunOptions
        {
            Observer = new RecordingObserver(),
            Overrides = new TaskLimits { Compute = Compute.High, Ram = new ByteSize(512 << 20), Timeout = Patience.Time },
        };
        var loaded = await fixture.Runtime.LoadAsync(new ProgramRequest(file, new ProjectFile()), options, TestContext.Current.CancellationToken);
        Assert.True(loaded.TryGet(out var program, out var failure), failure?.Message);
        var envelope = await fixture.Runtime.RunAsync(program, new TaskCall(), options, TestContext.Current.CancellationToken);
        Assert.True(envelope.Success, envelope.Error?.Traceback);
        Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), JsonNode.Parse(envelope.Json())!.ToJsonString());
    }
}

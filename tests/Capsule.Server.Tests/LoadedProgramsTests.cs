using Capsule.Runtime;
using Capsule.Runtime.Artifacts;
using Capsule.Runtime.Programs;
using Capsule.Server.Programs;
using Capsule.Server.Runs;
using Capsule.Server.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Capsule.Server.Tests;

/// <summary>Programs in memory.</summary>
public sealed class LoadedProgramsTests(RuntimeFixture fixture)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tenant_whose_programs_load_slowly_keeps_no_other_from_loading_its_own()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        var programs = server.App.Services.GetRequiredService<LoadedPrograms>();
        var store = server.App.Services.GetRequiredService<ProgramStore>();
        var slow = await ExportAsync("sum(range(2000000))");
        var many = Enumerable.Range(0, 8).Select(i => programs.LoadAsync("many", Add(store, "many", slow, i), Cancellation)).ToArray();
        var own = await programs.LoadAsync("few", Add(store, "few", await ExportAsync("1"), 0), Cancellation);

        Assert.NotNull(own.OrThrow().Manifest.Entry);
        Assert.True(many.Count(loading => !loading.IsCompleted) > 2, "it waited for those of the other tenant");
        Assert.All(await Task.WhenAll(many), loaded => Assert.NotNull(loaded.OrThrow()));
    }

    [Fact]
    public async Task Who_waits_for_a_program_no_more_is_told_so()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        var programs = server.App.Services.GetRequiredService<LoadedPrograms>();
        var store = server.App.Services.GetRequiredService<ProgramStore>();
        var slow = await ExportAsync("sum(range(2000000))");
        var first = programs.LoadAsync("many", Add(store, "many", slow, 0), Cancellation);
        using var leaving = new CancellationTokenSource();
        var second = programs.LoadAsync("many", Add(store, "many", slow, 1), leaving.Token);
        await leaving.CancelAsync();

        Assert.Equal(ErrorType.Cancelled, (await second).Failure!.Type);
        (await first).OrThrow();
    }

    /// <summary>An artifact of another image: its modules are executed whenever it is loaded.</summary>
    private async Task<byte[]> ExportAsync(string module)
    {
        var source = ProgramSource.FromText($"{module}\ndef main(): pass\n");
        var program = (await fixture.Runtime.LoadAsync(source, new RunOptions(), Cancellation)).OrThrow();
        return ArtifactWriter.Write(program, program.Guest.Identity with { ImageId = "another" }, ArtifactWriter.Packed);
    }

    private static RunProgram Add(ProgramStore store, string tenant, byte[] artifact, int number)
    {
        var version = number.ToString("x64", System.Globalization.CultureInfo.InvariantCulture);
        store.Add(tenant, new ProgramVersion(version, "python", "main.py", "[]", artifact.Length, TimeProvider.System.GetUtcNow()), artifact, long.MaxValue).OrThrow();
        return RunProgram.OfVersion(version);
    }
}

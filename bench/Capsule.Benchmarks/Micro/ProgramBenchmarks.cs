using System.Globalization;
using BenchmarkDotNet.Attributes;
using Capsule.Runtime.Artifacts;
using Capsule.Runtime.Programs;

namespace Capsule.Benchmarks.Micro;

/// <summary>Operations that are the same each time, and whose mean is what matters.</summary>
[InProcess]
[MemoryDiagnoser]
public class ProgramBenchmarks
{
    private BenchmarkRuntime runtime = null!;
    private byte[] artifact = [];
    private int number;

    [GlobalSetup]
    public async Task OpenAsync()
    {
        runtime = await BenchmarkRuntime.OpenAsync(BenchmarkRuntime.Trivial);
        artifact = runtime.Export();
    }

    [GlobalCleanup]
    public async Task CloseAsync() => await runtime.DisposeAsync();

    /// <summary>A task in a sandbox of its own.</summary>
    [Benchmark]
    public Task Run() => runtime.RunAsync();

    /// <summary>Loading a program that was not seen before: its modules run once, and its memory is captured.</summary>
    [Benchmark]
    public async Task<bool> Load()
    {
        var source = string.Create(CultureInfo.InvariantCulture, $"N = {number++}\n{BenchmarkRuntime.Trivial}");
        return (await runtime.LoadAsync(ProgramSource.FromText(source))).TryGet(out _, out _);
    }

    /// <summary>Writing an artifact for other machines.</summary>
    [Benchmark]
    public byte[] Export() => runtime.Export();

    /// <summary>Reading and checking one.</summary>
    [Benchmark]
    public bool Read() => ArtifactReader.Read(artifact, "hello.wasm").TryGet(out _, out _);
}

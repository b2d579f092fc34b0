using System.Globalization;

namespace Capsule.Benchmarks.Measurements;

/// <summary>How large artifacts are.</summary>
internal sealed class ArtifactSizes : IMeasurement
{
    private static readonly (string Name, string Source)[] Programs =
    [
        ("hello", BenchmarkRuntime.Trivial),
        ("json, re, datetime", "import json, re, datetime, decimal\n" + BenchmarkRuntime.Trivial),
        ("sqlite3, asyncio, xml", "import sqlite3, asyncio, xml.etree.ElementTree, email, http.client\n" + BenchmarkRuntime.Trivial),
        ("1 MB of data in a module", "DATA = list(range(30000))\n" + BenchmarkRuntime.Trivial),
    ];

    public string Name => "artifacts";

    public string Description => "sizes of artifacts as 'capsule build' writes them";

    public async Task RunAsync(TextWriter report)
    {
        foreach (var (name, source) in Programs)
        {
            await using var runtime = await BenchmarkRuntime.OpenAsync(source);
            await report.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{name}: {runtime.Export().Length / 1024.0:0} KiB"));
        }
    }
}

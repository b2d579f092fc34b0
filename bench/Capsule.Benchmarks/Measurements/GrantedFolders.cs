using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Capsule.Runtime;

namespace Capsule.Benchmarks.Measurements;

/// <summary>What files of a granted folder cost, against the same Python program outside of any sandbox.</summary>
internal sealed class GrantedFolders : IMeasurement
{
    private const int Rounds = 3;

    /// <summary>Each function answers how long one operation took, in seconds; the folder is the current one.</summary>
    private const string Source = """
        import os, time

        def per(count, use):
            start = time.perf_counter()
            for _ in range(count): use()
            return (time.perf_counter() - start) / count

        def deep(depth): return "d/" * depth + "f"
        def reading(path):
            with open(path, "rb", 0) as f: f.read()
        def listed(): return sum(e.is_file() for e in os.scandir("many"))
        def walked():
            found = 0
            for folder, folders, files in os.walk("tree"): found += len(files)
            assert found == 100_000
        def sized():
            total = 0
            for folder, folders, files in os.walk("tree"):
                for name in files: total += os.stat(folder + "/" + name).st_size
            assert total == 0

        def measure():
            return {
                "stat, depth 1": per(2000, lambda: os.stat(deep(1))),
                "stat, depth 10": per(2000, lambda: os.stat(deep(10))),
                "stat, depth 30": per(2000, lambda: os.stat(deep(30))),
                "open, read and close, depth 1": per(1000, lambda: reading(deep(1))),
                "open, read and close, depth 30": per(1000, lambda: reading(deep(30))),
                "listdir of 100 000 files": per(1, lambda: os.listdir("many")),
                "scandir of 100 000 files": per(1, listed),
                "walk of 100 000 files in 1 000 folders": per(1, walked),
                "walk and stat of 100 000 files": per(1, sized),
            }
        """;

    public string Name => "folders";

    public string Description => "files of a granted folder against python3 without a sandbox, alternating; microseconds an operation";

    public async Task RunAsync(TextWriter report)
    {
        var folder = Directory.CreateTempSubdirectory("capsule-bench-").FullName;
        try
        {
            Fill(folder);
            await MeasureAsync(folder, report);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(string folder, TextWriter report)
    {
        var program = $"{Source}\n\nfrom capsule import task\n\n@task(name='main')\ndef main():\n    os.chdir('/mnt/folder')\n    return measure()\n";
        await using var runtime = await BenchmarkRuntime.OpenAsync(program);
        var mount = new FolderMount { HostPath = folder, GuestPath = "/mnt/folder", IsWritable = true };
        var ratios = new Dictionary<string, List<(double Capsule, double Native)>>();
        for (var round = 0; round < Rounds; round++)
        {
            var native = await RunNativelyAsync(folder);
            var envelope = await runtime.RunAsync("main", options => options with { Mounts = [mount] });
            foreach (var (name, seconds) in envelope.Result.Deserialize<Dictionary<string, double>>()!)
            {
                ratios.TryAdd(name, []);
                ratios[name].Add((seconds, native[name]));
            }
        }

        foreach (var (name, times) in ratios)
        {
            var (capsule, native) = (times.Min(time => time.Capsule), times.Min(time => time.Native));
            await report.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{name,-40} {new Percentiles(times.Select(time => time.Capsule / time.Native)).Median:0.00} x (at best {capsule * 1e6:0.0} µs, python3 {native * 1e6:0.0} µs: {capsule / native:0.00} x)"));
        }
    }

    private static async Task<Dictionary<string, double>> RunNativelyAsync(string folder)
    {
        using var python = Process.Start(new ProcessStartInfo("python3", ["-c", $"{Source}\n\nimport json\nprint(json.dumps(measure()))"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        })!;
        var output = await python.StandardOutput.ReadToEndAsync();
        await python.WaitForExitAsync();
        return JsonSerializer.Deserialize<Dictionary<string, double>>(output)!;
    }

    private static void Fill(string folder)
    {
        for (var depth = 1; depth <= 30; depth++)
        {
            File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine([folder, .. Enumerable.Repeat("d", depth)])).FullName, "f"), "text");
        }

        for (var i = 0; i < 1_000; i++)
        {
            var below = Directory.CreateDirectory(Path.Combine(folder, "tree", $"{i / 32}", $"{i}")).FullName;
            Directory.CreateDirectory(Path.Combine(folder, "many"));
            for (var file = 0; file < 100; file++)
            {
                File.Create(Path.Combine(below, $"{file}")).Dispose();
                File.Create(Path.Combine(folder, "many", $"{(i * 100) + file}")).Dispose();
            }
        }
    }
}

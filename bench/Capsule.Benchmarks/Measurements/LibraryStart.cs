using System.Diagnostics;
using System.Text;
using Capsule.Runtime.Programs;
using Capsule.Wasm.Tests.Support;

namespace Capsule.Benchmarks.Measurements;

/// <summary>
/// Starting programs that imported compiled modules: what it costs to put them into a new sandbox. The modules are made here, with as many
/// functions in the table as numpy has (twelve modules, 6,500) or pandas (10,000).
/// </summary>
internal sealed class LibraryStart : IMeasurement
{
    private const int Rounds = 5;
    private const int Tasks = 500;

    public string Name => "libraries";

    public string Description => "new sandbox to Python result with compiled modules imported, milliseconds, and over without";

    public async Task RunAsync(TextWriter report)
    {
        (string Name, int Modules, int Functions)[] kinds =
            [("none", 0, 0), ("one of 10 functions", 1, 10), ("one of 5,500", 1, 5_500), ("12 of 540", 12, 540), ("40 of 250", 40, 250)];
        var runtimes = new List<BenchmarkRuntime>();
        foreach (var (_, modules, functions) in kinds)
        {
            runtimes.Add(await BenchmarkRuntime.OpenAsync(Program(modules, functions)));
            await runtimes[^1].RunManyAsync(100);
        }

        var medians = kinds.ToDictionary(kind => kind.Name, _ => new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < kinds.Length; i++)
            {
                var times = new double[Tasks];
                for (var task = 0; task < Tasks; task++)
                {
                    var start = Stopwatch.GetTimestamp();
                    await runtimes[i].RunAsync();
                    times[task] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                }

                medians[kinds[i].Name].Add(new Percentiles(times).Median);
            }
        }

        var bare = medians["none"].Min();
        foreach (var (name, _, _) in kinds)
        {
            var best = medians[name].Min();
            await report.WriteLineAsync($"{name,-20} p50 of the best round {best:0.000} ms, {best / bare:0.00} x without");
        }

        foreach (var runtime in runtimes)
        {
            await runtime.DisposeAsync();
        }
    }

    private static ProgramSource Program(int modules, int functions)
    {
        var names = Enumerable.Range(0, modules).Select(i => $"m{i}").ToArray();
        var imports = string.Concat(names.Select(name => $"import {name}\n"));
        return ProgramSource.FromText(imports + BenchmarkRuntime.Trivial) with
        {
            Packages = names.ToDictionary(
                name => $"{name}.cpython-314-wasm32-emscripten.so", name => (ReadOnlyMemory<byte>)Module(name, functions)),
        };
    }

    /// <summary>A module of Python without anything in it, and functions that only the table has.</summary>
    private static byte[] Module(string name, int functions)
    {
        const int memory = 80, nameAt = 56;
        var text = new StringBuilder();
        for (var i = 0; i < functions; i++)
        {
            text.Append("(func $f").Append(i).Append(" (param i32) (result i32) (i32.add (local.get 0) (i32.const ").Append(i).Append(")))\n");
        }

        var all = string.Join(' ', Enumerable.Range(0, functions).Select(i => $"$f{i}"));
        var info = $"\\{memory:x2}\\02\\{(functions & 0x7f) | 0x80:x2}\\{functions >> 7:x2}\\00";
        return Wat.ToBytes(
            $"""
            (module
              (@custom "dylink.0" (before first) "\01\05{info}")
              (import "env" "PyModule_Create2" (func $create (param i32 i32) (result i32)))
              (import "env" "memory" (memory 0))
              (import "env" "__indirect_function_table" (table 0 funcref))
              (import "env" "__memory_base" (global $mb i32))
              (import "env" "__table_base" (global $tb i32))
              (data (global.get $mb) "\00\00\00\20")
              (data (offset global.get $mb i32.const 28 i32.add) "\ff\ff\ff\ff")
              (data (offset global.get $mb i32.const {nameAt} i32.add) "{name}\00")
              (func (export "__wasm_apply_data_relocs")
                (i32.store offset=20 (global.get $mb) (i32.add (global.get $mb) (i32.const {nameAt}))))
              (func (export "PyInit_{name}") (result i32) (call $create (global.get $mb) (i32.const 1013)))
              (elem (global.get $tb) func {all})
              {text})
            """);
    }
}

using System.Text;
using Capsule.Guests.Abstractions;
using Capsule.Guests.Emscripten;
using Capsule.Guests.FileSystem;
using Capsule.Guests.FileSystem.Host;
using Capsule.Guests.FileSystem.Memory;
using Capsule.Guests.Processes;
using Capsule.Guests.Python;
using Capsule.Guests.Tests.FileSystem.Support;
using Capsule.Wasm.Metering;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Tests.Emscripten.Fuzzing;

/// <summary>
/// Calls every import again and again with arguments that make it work: none outlives the sandbox's time, and none is free. The clock
/// goes on by a millisecond whenever the host looks at it, so that it is counted how often it looks.
/// </summary>
public sealed class EveryImportTests
{
    private const int Deadline = 1000;

    /// <summary>A file of this length, private as descriptor 3 and in the granted folder as 5; descriptor 4 is a directory.</summary>
    private const int FileLength = 20 << 20;

    private const uint PathAt = 0x1000, VectorsAt = 0x10000, AnswerAt = 0x20000, DataAt = 0x200000;

    /// <summary>Where the whole file of descriptor 5 is mapped, for the calls of <see cref="OfMappings"/>.</summary>
    private const uint MappingAt = 64 << 20;
    private const uint MemoryPages = 2064;

    /// <summary>Calls whose work is in their lengths: how many fit before the deadline at most, since each looks at the time itself.</summary>
    private static readonly Dictionary<string, (long[] Arguments, int MostCalls)> Long = new(StringComparer.Ordinal)
    {
        ["fd_read"] = ([3, VectorsAt, 1024, AnswerAt], 2),
        ["fd_pread"] = ([5, VectorsAt, 1024, 0, AnswerAt], 2),
        ["fd_write"] = ([3, VectorsAt, 1024, AnswerAt], 2),
        ["fd_pwrite"] = ([5, VectorsAt, 1024, 0, AnswerAt], 2),
        ["_mmap_js"] = ([64 << 20, 3, 1, 3, 0, AnswerAt, AnswerAt], 50),
        ["_msync_js"] = ([MappingAt, FileLength, 3, 1, 5, 0], 2),
        ["_munmap_js"] = ([MappingAt, FileLength, 3, 1, 5, 0], 2),
        ["synchronize"] = ([MappingAt, FileLength, 1], 2),
        ["__syscall_stat64"] = ([PathAt, AnswerAt], 10),
        ["__syscall_openat"] = ([-100, PathAt, 0, 0], 10),
        ["__syscall_renameat"] = ([-100, PathAt, -100, PathAt], 10),
        ["__syscall_getdents64"] = ([4, AnswerAt, 1 << 16], Deadline),
        ["__syscall_poll"] = ([AnswerAt, 4096, 0], Deadline),
        ["__syscall_ftruncate64"] = ([3, 0], Deadline),
        ["random_get"] = ([DataAt, 1 << 20], Deadline),
    };

    /// <summary>Calls that do nothing where there is no mapping: there is one before each of them, and each of its pages was changed.</summary>
    private static readonly HashSet<string> OfMappings = ["_msync_js", "_munmap_js", "synchronize"];

    /// <summary>Arguments that fit many calls, one after the other.</summary>
    private static readonly long[][] Generic = [[PathAt, PathAt, PathAt, PathAt, PathAt, 0, 0], [3, 3, 1 << 16, AnswerAt, AnswerAt, 0, 0], [4, AnswerAt, AnswerAt, 0, 0, 0, 0]];

    [Fact]
    public void No_import_outlives_its_sandbox()
    {
        using var guest = new CallerGuest();
        Assert.Empty(Long.Keys.Except(guest.Calls.Select(call => call.Name)));
        var failures = new List<string>();
        foreach (var import in guest.Calls)
        {
            var cases = Long.TryGetValue(import.Name, out var known)
                ? [(known.Arguments, known.MostCalls)]
                : Generic.Select(arguments => (arguments, Deadline));
            foreach (var (arguments, most) in cases)
            {
                failures.AddRange(Try(guest, import, arguments, most));
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    [Fact]
    public void Every_import_costs_compute()
    {
        using var guest = new CallerGuest();
        foreach (var import in guest.Calls)
        {
            using var host = new HostFiles();
            using var world = new World(guest, host, new MeterLimits(), new TickingTime(TimeSpan.FromMilliseconds(1)));
            var before = world.Sandbox.TicksUsed;

            if (world.Call(import, Long.TryGetValue(import.Name, out var known) ? known.Arguments : Generic[1]).Returned)
            {
                Assert.True(world.Sandbox.TicksUsed - before >= Meter.HostCallCost, $"{import.Name} is free");
            }
        }
    }

    private static IEnumerable<string> Try(CallerGuest guest, CallerFunction import, long[] arguments, int most)
    {
        var time = new TickingTime(TimeSpan.FromMilliseconds(1));
        using var host = new HostFiles();
        using var world = new World(guest, host, new MeterLimits { Timeout = TimeSpan.FromMilliseconds(Deadline) }, time);
        var (result, calls) = (world.Call(import, arguments), 1);
        while (result.Returned && calls <= 2 * Deadline)
        {
            result = world.Call(import, arguments);
            calls++;
        }

        if (result.Stop is Stop.HostFailure failure)
        {
            yield return $"{import.Name}: {failure.Exception}";
        }
        else if (result.Returned || calls > most + 2)
        {
            yield return $"{import.Name}({string.Join(", ", arguments)}): {calls} calls, and {most} were expected before the deadline";
        }
        else if (time.Readings > Deadline + 60)
        {
            yield return $"{import.Name}: {time.Readings - Deadline} looks at the clock after the deadline";
        }
    }

    /// <summary>A sandbox with files that are worth working on.</summary>
    private sealed class World : IDisposable
    {
        private readonly EmscriptenProcess process;

        internal World(CallerGuest guest, HostFiles host, MeterLimits limits, TimeProvider time)
        {
            process = Build(guest, host, ticks => Sandbox?.Charge(ticks) ?? true, () => (Sandbox?.Memory.Length ?? 0));
            var files = process.Files;
            Add(files.Open(null, "/tmp/big", OpenFlags.ReadWrite | OpenFlags.Create, 0x1b6).Value);
            for (var i = 0; i < 100; i++)
            {
                Assert.Equal(Errno.Success, files.MakeDirectory(null, $"/tmp/{i}", 0x1ff));
            }

            Add(files.Open(null, "/tmp", OpenFlags.ReadOnly, 0).Value);
            Add(files.Open(null, "/host/big", OpenFlags.ReadWrite | OpenFlags.Create, 0x1b6).Value);
            Assert.Equal(Errno.Success, process.Descriptors[3]!.Truncate(FileLength));
            Assert.Equal(Errno.Success, process.Descriptors[5]!.Truncate(FileLength));
            Sandbox = Sandbox.CreateEmpty(guest.Module, new SandboxOptions
            {
                Meter = new Meter(limits, time),
                MemoryBytes = 256 << 20,
                State = process,
            });
            Assert.True(Sandbox.TryGrowMemory(MemoryPages - CallerGuest.Pages));
            Encoding.UTF8.GetBytes("/host/" + string.Concat(Enumerable.Repeat("./", 2000)) + "\0", Sandbox.Memory.Bytes(PathAt, 0x2000));
            for (var i = 0u; i < 1024; i++)
            {
                Sandbox.Memory.Write(VectorsAt + (8 * i), (int)DataAt);
                Sandbox.Memory.Write(VectorsAt + (8 * i) + 4, 16 << 10);
            }
        }

        internal Sandbox Sandbox { get; }

        internal CallResult Call(CallerFunction import, long[] arguments)
        {
            process.Descriptors[3]?.Position = 0;
            process.Descriptors[4]?.Position = 0;
            if (OfMappings.Contains(import.Name))
            {
                MapAndChange();
            }

            for (var i = 0; i < import.Parameters.Length; i++)
            {
                Sandbox.Memory.Write(CallerGuest.Arguments + (8 * (uint)i), import.Parameters[i] == 'd' ? 0 : arguments[i]);
            }

            return Sandbox.Call(import.Function);
        }

        /// <summary>Maps by itself, which takes none of the sandbox's time.</summary>
        private void MapAndChange()
        {
            if (!process.Mappings.Knows(MappingAt, FileLength))
            {
                process.Mappings.Add(Sandbox.Memory, MappingAt, FileLength, 0, isWritable: true, process.Descriptors[5]!, _ => true);
            }

            for (var at = MappingAt; at < MappingAt + FileLength; at += 4096)
            {
                Sandbox.Memory.Bytes(at, 1)[0]++;
            }
        }

        public void Dispose()
        {
            process.Mappings.CloseAll(Sandbox.Memory);
            Sandbox.Dispose();
            process.Descriptors.CloseAll();
        }

        private static EmscriptenProcess Build(CallerGuest guest, HostFiles host, Func<long, bool> charge, Func<ulong> memory) => PythonProcess.Create(new ProcessOptions
        {
            Root = devices => PythonFiles.Of([KeyValuePair.Create("lib/x", "text"u8.ToArray())]).Root(Workspace.Empty, devices),
            MemoryLimit = 256 << 20,
            OutputLimit = 1 << 20,
            Charge = charge,
            Mount = (tree, _) => ((MemoryDirectory)tree.Root.Node).Mount(
                "host", new HostVolume(host.Folder, isWritable: true, new HostUsage(HostFileLimits.Default), 1, [], tree.Operations).Root),
        }, guest.Exports, memory, uint.MaxValue);

        private void Add(OpenFile file) => Assert.True(process.Descriptors.Add(file.Share()).Ok);
    }
}

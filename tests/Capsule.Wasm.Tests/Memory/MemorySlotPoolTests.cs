using System.Globalization;
using System.Runtime.CompilerServices;
using Capsule.Wasm.Engine;
using Capsule.Wasm.Memory;
using Capsule.Wasm.Tests.Support;

namespace Capsule.Wasm.Tests.Memory;

/// <summary>What idle memories take, and for whom they are kept. Measures the process.</summary>
[Collection(nameof(Alone))]
public sealed class MemorySlotPoolTests
{
    private const int Length = 8 * WasmPages.Size;

    /// <summary>What one memory takes that was written to in whole, and what the kernel needs for it.</summary>
    private const int Whole = Length + (64 << 10);
    private const string Wat = """(module (memory (export "memory") 8) (func (export "f")))""";

    [Fact]
    public void Idle_memories_stay_within_their_bound()
    {
        using var engine = new WasmEngine(new EngineOptions { IdleMemoryBytes = 8 << 20 });
        using var guest = new TestGuest(Wat, engine, functions: "f");
        var snapshot = Image(guest, 1);
        var before = AnonymousMemory();

        UseAtOnce(guest, snapshot, 200);

        Assert.InRange(engine.Memories.Idle.Bytes, Whole, 8 << 20);
        Assert.InRange(AnonymousMemory() - before, long.MinValue, 40 << 20); // all of them would be 100 MiB
    }

    [Fact]
    public void Memories_that_were_in_use_at_once_are_used_again()
    {
        using var engine = new WasmEngine();
        using var guest = new TestGuest(Wat, engine, functions: "f");
        var snapshot = Image(guest, 1);

        UseAtOnce(guest, snapshot, 100);
        var kept = engine.Memories.Idle;
        UseAtOnce(guest, snapshot, 100);

        Assert.Equal(100, kept.Count);
        Assert.Equal(kept, engine.Memories.Idle);
    }

    [Fact]
    public void A_program_for_whose_memory_there_is_no_room_gets_that_of_another_without_anything_in_it()
    {
        using var engine = new WasmEngine(new EngineOptions { IdleMemoryBytes = Whole * 3 / 2 });
        using var guest = new TestGuest(Wat, engine, functions: "f");
        Snapshot[] programs = [Image(guest, 1), Image(guest, 2)];
        for (var round = 0; round < 6; round++)
        {
            using var sandbox = guest.Restore(programs[round % 2]);
            Assert.Equal(0, engine.Memories.Idle.Count);
            var memory = sandbox.Memory.Bytes(0, Length);
            Assert.Equal(-1, memory.IndexOfAnyExcept((byte)(1 + (round % 2))));
            memory.Fill(0xee);
        }
    }

    [Fact]
    public void A_program_keeps_the_memories_that_it_uses_when_another_one_comes()
    {
        using var engine = new WasmEngine(new EngineOptions { IdleMemoryBytes = 4 * Whole });
        using var guest = new TestGuest(Wat, engine, functions: "f");
        Snapshot[] programs = [Image(guest, 1), Image(guest, 2), Image(guest, 3)];
        UseAtOnce(guest, programs[1], 2);
        var place = PlaceOf(guest, programs[0]);

        UseAtOnce(guest, programs[2], 2);

        Assert.Equal(place, PlaceOf(guest, programs[0]));
    }

    [Fact]
    public void Memories_that_nobody_uses_go_after_ten_seconds_but_for_a_few()
    {
        var time = new ManualTime();
        using var engine = new WasmEngine(new EngineOptions { Time = time, KeptMemories = 2 });
        using var guest = new TestGuest(Wat, engine, functions: "f");
        var snapshot = Image(guest, 1);
        UseAtOnce(guest, snapshot, 10);
        time.Advance(TimeSpan.FromSeconds(9));
        UseAtOnce(guest, snapshot, 4);

        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(4, engine.Memories.Idle.Count);

        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(2, engine.Memories.Idle.Count);
    }

    [Fact]
    public void A_memory_that_held_a_private_snapshot_keeps_nothing_of_it()
    {
        using var engine = new WasmEngine();
        using var guest = new TestGuest(Wat, engine, functions: "f");
        var snapshot = Image(guest, 1);
        var before = engine.Memories.Idle.Bytes;

        UseAtOnce(guest, snapshot with { IsPrivate = true }, 1);

        Assert.Equal(before, engine.Memories.Idle.Bytes);
    }

    /// <summary>A program whose memory holds one value everywhere.</summary>
    private static Snapshot Image(TestGuest guest, byte value)
    {
        using var sandbox = guest.Start();
        sandbox.Memory.Bytes(0, Length).Fill(value);
        return sandbox.CaptureImage();
    }

    private static void UseAtOnce(TestGuest guest, Snapshot snapshot, int count)
    {
        var sandboxes = Enumerable.Range(0, count).Select(_ => guest.Restore(snapshot)).ToArray();
        foreach (var sandbox in sandboxes)
        {
            sandbox.Memory.Bytes(0, Length).Fill(0xee);
            sandbox.Dispose();
        }
    }

    private static unsafe nint PlaceOf(TestGuest guest, Snapshot snapshot)
    {
        using var sandbox = guest.Restore(snapshot);
        return (nint)Unsafe.AsPointer(ref sandbox.Memory.Bytes(0, 1)[0]);
    }

    private static long AnonymousMemory() => long.Parse(
        File.ReadLines("/proc/self/status").Single(line => line.StartsWith("RssAnon:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2],
        CultureInfo.InvariantCulture) * 1024;
}

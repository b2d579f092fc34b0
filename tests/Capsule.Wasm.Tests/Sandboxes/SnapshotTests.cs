using Capsule.Wasm.Engine;
using Capsule.Wasm.Memory;
using Capsule.Wasm.Sandboxes;
using Capsule.Wasm.Tests.Support;
using CsCheck;

namespace Capsule.Wasm.Tests.Sandboxes;

public sealed class SnapshotTests
{
    private const int Pages = 8; // of 64 KiB
    private const string Wat = """
        (module (memory (export "memory") 8) (global $g (mut i32) (i32.const 0)) (table $t 0 externref) (table $u 0 externref)
          (func (export "set") (param i32 i32) (i32.store8 (local.get 0) (local.get 1)))
          (func (export "get") (param i32) (result i32) (i32.load8_u (local.get 0)))
          (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
          (func (export "count") (result i32)
            (global.set $g (i32.add (global.get $g) (i32.const 1))) (global.get $g))
          (func (export "extend") (result i32) (table.grow $u (ref.null extern) (i32.const 3)) (drop) (table.size $u)))
        """;

    private static readonly string[] Functions = ["set", "get", "grow", "count", "extend"];

    /// <summary>Writes as (address, value), over the first memory and what it may grow to.</summary>
    private static readonly Gen<(int Address, byte Value)[]> Writes =
        Gen.Select(Gen.Int[0, (Pages * 65_536) - 1], Gen.Byte).Array[0, 40];

    [Fact]
    public void What_a_sandbox_wrote_is_there_after_a_restore_and_nowhere_else()
    {
        using var guest = new TestGuest(Wat, functions: Functions);
        var image = Image(guest, []);
        Gen.Select(Writes, Writes, Writes).Holds(
            writes =>
            {
                var first = Capture(guest, image, writes.Item1);
                var second = Capture(guest, first, writes.Item2);
                _ = Capture(guest, first, writes.Item3); // dirties a slot that is used again
                AssertHolds(guest, first, writes.Item1);
                AssertHolds(guest, second, [.. writes.Item1, .. writes.Item2]);
                AssertHolds(guest, image, []);
            },
            iter: 200, threads: 1);
    }

    [Fact]
    public void Globals_and_tables_are_part_of_a_snapshot()
    {
        using var guest = new TestGuest(Wat, functions: Functions);
        Snapshot snapshot;
        using (var sandbox = guest.Start())
        {
            sandbox.Call(guest.Functions["count"]);
            sandbox.Call(guest.Functions["count"]);
            sandbox.Call(guest.Functions["extend"]);
            snapshot = sandbox.CaptureImage();
        }

        for (var i = 0; i < 2; i++)
        {
            using var restored = guest.Restore(snapshot);
            Assert.Equal(3, restored.Call(guest.Functions["count"]).Value);
            Assert.Equal(6, restored.Call(guest.Functions["extend"]).Value);
        }
    }

    [Fact]
    public void Memory_that_grew_is_part_of_a_snapshot_and_gone_from_the_next_sandbox()
    {
        using var guest = new TestGuest(Wat, functions: Functions);
        var image = Image(guest, []);
        Snapshot grown;
        using (var sandbox = guest.Restore(image))
        {
            Assert.Equal(Pages, sandbox.Call(guest.Functions["grow"], 4).Value);
            sandbox.Call(guest.Functions["set"], (Pages + 2) * 65_536, 99);
            grown = sandbox.Capture();
        }

        using (var sandbox = guest.Restore(image))
        {
            Assert.Equal((ulong)Pages * 65_536, sandbox.Memory.Length);
            Assert.IsType<Stop.Trapped>(sandbox.Call(guest.Functions["get"], (Pages + 2) * 65_536).Stop);
        }

        using (var sandbox = guest.Restore(grown))
        {
            Assert.Equal(99, sandbox.Call(guest.Functions["get"], (Pages + 2) * 65_536).Value);
            Assert.Equal(0, sandbox.Call(guest.Functions["get"], (Pages + 3) * 65_536).Value);
        }
    }

    [Fact]
    public void A_sandbox_that_wrote_everything_leaves_nothing_for_the_next()
    {
        using var engine = new WasmEngine(new EngineOptions { IdleMemoryBytes = 1 << 20 });
        using var guest = new TestGuest(Wat, engine, functions: Functions);
        var image = Image(guest, [(5, 5)]);
        for (var round = 0; round < 3; round++)
        {
            using (var sandbox = guest.Restore(image))
            {
                sandbox.Memory.Bytes(0, (uint)sandbox.Memory.Length).Fill(0xee);
            }

            AssertHolds(guest, image, [(5, 5)]);
        }
    }

    [Fact]
    public void Many_sandboxes_of_one_snapshot_live_at_the_same_time()
    {
        using var guest = new TestGuest(Wat, functions: Functions);
        var image = Image(guest, []);
        var sandboxes = Enumerable.Range(0, 200).Select(_ => guest.Restore(image)).ToArray();
        for (var i = 0; i < sandboxes.Length; i++)
        {
            sandboxes[i].Call(guest.Functions["set"], 1000, i);
        }

        for (var i = 0; i < sandboxes.Length; i++)
        {
            Assert.Equal(i % 256, sandboxes[i].Call(guest.Functions["get"], 1000).Value);
            sandboxes[i].Dispose();
        }
    }

    private static Snapshot Image(TestGuest guest, (int Address, byte Value)[] writes)
    {
        using var sandbox = guest.Start();
        Write(guest, sandbox, writes);
        return sandbox.CaptureImage();
    }

    private static Snapshot Capture(TestGuest guest, Snapshot from, (int Address, byte Value)[] writes)
    {
        using var sandbox = guest.Restore(from);
        Write(guest, sandbox, writes);
        return sandbox.Capture();
    }

    private static void Write(TestGuest guest, Sandbox sandbox, (int Address, byte Value)[] writes)
    {
        foreach (var (address, value) in writes)
        {
            sandbox.Call(guest.Functions["set"], address, value);
        }
    }

    private static void AssertHolds(TestGuest guest, Snapshot snapshot, (int Address, byte Value)[] writes)
    {
        var expected = new byte[Pages * 65_536];
        foreach (var (address, value) in writes)
        {
            expected[address] = value;
        }

        using var sandbox = guest.Restore(snapshot);
        Assert.True(sandbox.Memory.Bytes(0, (uint)expected.Length).SequenceEqual(expected));
    }
}

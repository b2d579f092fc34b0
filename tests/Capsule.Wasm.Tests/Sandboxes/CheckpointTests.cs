using System.Globalization;
using System.Runtime.InteropServices;
using Capsule.Wasm.Memory;
using Capsule.Wasm.Sandboxes;
using Capsule.Wasm.Tests.Support;
using CsCheck;

namespace Capsule.Wasm.Tests.Sandboxes;

/// <summary>States of a sandbox that goes on: small changes are copied, large ones go to files.</summary>
public sealed class CheckpointTests
{
    private const int Pages = 2048; // of 4 KiB, at the start
    private const int MostPages = Pages + 200;

    private static readonly string Wat = $"""
        (module (memory (export "memory") {Pages / 16})
          (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))
        """;

    private enum Act
    {
        /// <summary>Writes to consecutive pages.</summary>
        Fill,

        /// <summary>Writes to every second page, or every third, and so on.</summary>
        Scatter,

        /// <summary>Writes what is there.</summary>
        Touch,

        Grow,

        Checkpoint,

        /// <summary>Goes on in a new sandbox, from the last state; what came after it is lost.</summary>
        Fork,

        /// <summary>Goes on in a new sandbox, from an earlier state.</summary>
        Return,

        /// <summary>Takes a snapshot from which nobody counts.</summary>
        Capture,
    }

    /// <summary>Few values, so that pages come to hold again what they held before.</summary>
    private static readonly Gen<(Act Act, int Page, int Count, byte Value)[]> Acts = Gen.Select(
        Gen.Frequency(
            (2, Gen.Const(Act.Fill)), (3, Gen.Const(Act.Scatter)), (2, Gen.Const(Act.Touch)), (1, Gen.Const(Act.Grow)), (4, Gen.Const(Act.Checkpoint)),
            (1, Gen.Const(Act.Fork)), (1, Gen.Const(Act.Return)), (1, Gen.Const(Act.Capture))),
        Gen.Frequency((1, Gen.Int[0, 50]), (1, Gen.Int[0, MostPages - 1])),
        Gen.Frequency((1, Gen.Int[1, 40]), (2, Gen.Int[400, MostPages])),
        Gen.Byte[0, 3]).Array[1, 30];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Whatever_happens_each_state_holds_what_was_there_when_it_was_taken(bool canScan)
    {
        using var guest = new TestGuest(Wat, functions: ["grow"]);
        guest.Engine.Memories.PageMap.CanScan = canScan;
        var image = Image(guest);
        Acts.Holds(acts => Replay(guest, image, acts), iter: 60, threads: 1);
    }

    [Fact]
    public void What_a_state_has_in_files_is_soon_not_private_to_the_sandbox()
    {
        using var guest = new TestGuest(Wat, functions: ["grow"]);
        using var sandbox = guest.Restore(Image(guest));
        sandbox.Memory.Bytes(0, Pages * WasmPages.HostPage).Fill(1);

        var state = sandbox.Checkpoint();

        Assert.Equal(((uint)Pages, 0), (state.Stored.Count, state.Delta.Pages.Length));
        _ = sandbox.Checkpoint();
        Assert.Equal(0, CountPrivate(sandbox));
        sandbox.Memory.Bytes(7 * WasmPages.HostPage, 1)[0] = 2;
        Assert.Equal([7u], sandbox.Checkpoint().Delta.Pages.ToArray());
        Assert.Equal(1, CountPrivate(sandbox));
    }

    [Fact]
    public void Pages_that_hold_again_what_they_held_are_given_back()
    {
        using var guest = new TestGuest(Wat, functions: ["grow"]);
        using var sandbox = guest.Restore(Image(guest));
        sandbox.Memory.Bytes(0, Pages * WasmPages.HostPage).Fill(1);
        for (var i = 0; i < 3; i++)
        {
            _ = sandbox.Checkpoint();
        }

        sandbox.Memory.Bytes(0, Pages * WasmPages.HostPage).Fill(1);
        sandbox.Memory.Bytes(99, 1)[0] = 3;
        Assert.Equal([0u], sandbox.Checkpoint().Delta.Pages.ToArray());
        Assert.Equal(Pages, CountPrivate(sandbox));

        Assert.Equal([0u], sandbox.Checkpoint().Delta.Pages.ToArray());

        Assert.Equal(1, CountPrivate(sandbox));
        Assert.Equal((3, 1), (sandbox.Memory.Bytes(99, 1)[0], sandbox.Memory.Bytes(100, 1)[0]));
    }

    [Fact]
    public void A_file_is_mapped_as_a_whole_where_a_later_one_has_some_of_its_pages()
    {
        using var guest = new TestGuest(Wat, functions: ["grow"]);
        using var sandbox = guest.Restore(Image(guest));
        var expected = new byte[Pages * WasmPages.HostPage];
        expected.AsSpan().Fill(1);
        expected.CopyTo(sandbox.Memory.Bytes(0, (uint)expected.Length));
        _ = sandbox.Checkpoint();
        for (var i = 0; i < 600; i++)
        {
            expected[i * 3 * WasmPages.HostPage] = 2;
        }

        expected.CopyTo(sandbox.Memory.Bytes(0, (uint)expected.Length));
        var state = sandbox.Checkpoint();
        using var fork = guest.Restore(state);

        Assert.Equal(2, state.Stored.CountByFile().Count);
        Assert.True(fork.Memory.Bytes(0, (uint)expected.Length).SequenceEqual(expected));
        Assert.InRange(CountPrivate(fork), 1, 600);
        Assert.InRange(CountMappings(fork), 1, 300);
    }

    [Fact]
    public void Few_files_hold_the_states_of_a_long_life_and_little_that_no_state_has()
    {
        using var guest = new TestGuest(Wat, functions: ["grow"]);
        using var sandbox = guest.Restore(Image(guest));
        var random = new Random(5);
        for (var round = 0; round < 200; round++)
        {
            var start = random.Next(Pages - 100) * (long)WasmPages.HostPage;
            sandbox.Memory.Bytes((uint)start, 100 * WasmPages.HostPage).Fill((byte)random.Next(256));
            var files = sandbox.Checkpoint().Stored.CountByFile();

            Assert.InRange(files.Count, 0, 3);
            Assert.InRange(files.Keys.Sum(file => (int)file.Count), 0, 2 * Pages);
        }
    }

    [Fact]
    public void A_file_is_not_mapped_any_more_when_another_has_all_its_pages()
    {
        using var guest = new TestGuest(Wat, functions: ["grow"]);
        using var session = guest.Restore(Image(guest));
        session.Call(guest.Functions["grow"], Pages / 16 * 3);
        session.Memory.Bytes(100 * WasmPages.HostPage, 6000 * WasmPages.HostPage).Fill(1);
        using var sandbox = guest.Restore(session.Checkpoint());
        var before = FilesMappedBy(sandbox);
        sandbox.Memory.Bytes(100 * WasmPages.HostPage, 4000 * WasmPages.HostPage).Fill(2);

        var state = sandbox.Checkpoint();

        Assert.Equal((2, 1), (before.Count, state.Stored.CountByFile().Count));
        Assert.Single(FilesMappedBy(sandbox).Intersect(before)); // the image
    }

    [Fact]
    public void A_state_in_too_many_pieces_is_copied_and_takes_no_more_mappings()
    {
        using var guest = new TestGuest(Wat, functions: ["grow"]);
        using var sandbox = guest.Restore(Image(guest));
        sandbox.Call(guest.Functions["grow"], Pages / 16 * 7);
        var expected = new byte[Pages * 8 * WasmPages.HostPage];
        for (var page = 0; page < Pages * 8; page += 2)
        {
            expected[page * WasmPages.HostPage] = (byte)(page / 2 | 1);
        }

        expected.CopyTo(sandbox.Memory.Bytes(0, (uint)expected.Length));
        var state = sandbox.Checkpoint();
        using var fork = guest.Restore(state);

        Assert.Equal(Pages * 4, state.Stored.Runs.Length);
        foreach (var memory in new[] { sandbox, fork })
        {
            Assert.InRange(CountMappings(memory), 1, (2 * MappingBudget.PerMemory) + 10);
            Assert.True(memory.Memory.Bytes(0, (uint)expected.Length).SequenceEqual(expected));
            memory.Memory.Bytes(0, 1)[0] = 77;
            Assert.Equal([0u], memory.Checkpoint().Delta.Pages.ToArray());
        }
    }

    private static void Replay(TestGuest guest, Snapshot image, (Act Act, int Page, int Count, byte Value)[] acts)
    {
        var model = new byte[Pages * WasmPages.HostPage];
        var states = new List<(Snapshot Snapshot, byte[] Held)> { (image, (byte[])model.Clone()) };
        var last = states[0];
        var sandbox = guest.Restore(image);
        var abandoned = new List<Sandbox>();
        foreach (var (act, page, count, value) in acts)
        {
            switch (act)
            {
                case Act.Fill or Act.Scatter:
                    var stride = act == Act.Fill ? 1 : 2 + (page % 3);
                    for (var (at, left) = (page, count); left > 0 && at < model.Length / WasmPages.HostPage; at += stride, left--)
                    {
                        var offset = (at * WasmPages.HostPage) + 5;
                        model[offset] = sandbox.Memory.Bytes((uint)offset, 1)[0] = value;
                    }

                    break;
                case Act.Touch:
                    for (var at = page; at < Math.Min(page + count, model.Length / WasmPages.HostPage); at++)
                    {
                        var byteThere = sandbox.Memory.Bytes((uint)(at * WasmPages.HostPage), 1);
                        byteThere[0] ^= 0xff;
                        byteThere[0] ^= 0xff;
                    }

                    break;
                case Act.Grow when model.Length < MostPages * WasmPages.HostPage:
                    sandbox.Call(guest.Functions["grow"], 1);
                    Array.Resize(ref model, model.Length + WasmPages.Size);
                    break;
                case Act.Checkpoint:
                    last = (sandbox.Checkpoint(), (byte[])model.Clone());
                    states.Add(last);
                    Assert.True(last.Snapshot.PopulatedPages >= model.Chunk(WasmPages.HostPage).Count(bytes => bytes.AsSpan().ContainsAnyExcept((byte)0)));
                    break;
                case Act.Fork or Act.Return:
                    last = act == Act.Fork ? last : states[page % states.Count];
                    abandoned.Add(sandbox);
                    sandbox = guest.Restore(last.Snapshot);
                    model = (byte[])last.Held.Clone();
                    break;
                case Act.Capture:
                    states.Add((sandbox.Capture(), (byte[])model.Clone()));
                    break;
            }

            Assert.Equal((ulong)model.Length, sandbox.Memory.Length);
            Assert.True(act < Act.Checkpoint || sandbox.Memory.Bytes(0, (uint)model.Length).SequenceEqual(model), act.ToString());
        }

        // In another order than they were made: no state depends on a sandbox.
        abandoned.ForEach(old => old.Dispose());
        foreach (var (snapshot, held) in Enumerable.Reverse(states))
        {
            using var again = guest.Restore(snapshot);
            Assert.True(again.Memory.Bytes(0, (uint)held.Length).SequenceEqual(held));
            Assert.True(held.Chunk(WasmPages.HostPage).Index().All(page => page.Item.AsSpan().SequenceEqual(AtRest(snapshot, page.Index))));
        }

        sandbox.Dispose();
    }

    private static ReadOnlySpan<byte> AtRest(Snapshot snapshot, int page) =>
        snapshot.PageAtRest((uint)page) is { IsEmpty: false } bytes ? bytes : new byte[WasmPages.HostPage];

    private static Snapshot Image(TestGuest guest)
    {
        using var sandbox = guest.Start();
        return sandbox.CaptureImage();
    }

    private static unsafe int CountPrivate(Sandbox sandbox)
    {
        using var map = new PageMap();
        var found = new List<PageRange>();
        var start = Start(sandbox);
        map.FindPrivate(start, start + sandbox.Memory.Length, found);
        return found.Sum(range => (int)range.Count);
    }

    private static int CountMappings(Sandbox sandbox) => Mappings(sandbox).Count();

    private static HashSet<string> FilesMappedBy(Sandbox sandbox) => [.. Mappings(sandbox).Select(fields => fields[4]).Where(inode => inode != "0")];

    /// <summary>The lines of /proc/self/maps that are a sandbox's, as fields.</summary>
    private static unsafe IEnumerable<string[]> Mappings(Sandbox sandbox)
    {
        var (start, end) = ((ulong)Start(sandbox), (ulong)Start(sandbox) + sandbox.Memory.Length);
        return File.ReadLines("/proc/self/maps")
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => ulong.Parse(fields[0].Split('-')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture) is var address && address >= start && address < end);
    }

    private static unsafe byte* Start(Sandbox sandbox) =>
        (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref MemoryMarshal.GetReference(sandbox.Memory.Bytes(0, 1)));
}

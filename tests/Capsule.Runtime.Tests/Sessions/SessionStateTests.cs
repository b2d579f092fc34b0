using Capsule.Runtime.Tests.Support;
using CsCheck;

namespace Capsule.Runtime.Tests.Sessions;

/// <summary>Sessions that hold more than is copied for each state.</summary>
public sealed class SessionStateTests(RuntimeFixture fixture)
{
    private const int Size = 6_000_000;
    private const string Counts = "[data.count(i) - 1_000_000 * (i == 0) for i in range(6)]";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private enum Act
    {
        /// <summary>Writes a part of the data.</summary>
        Write,

        /// <summary>Reads it all, and writes what it read.</summary>
        Rewrite,

        /// <summary>Writes and is then undone, because the interpreter ends.</summary>
        Crash,

        /// <summary>Goes on in a fork.</summary>
        Fork,

        /// <summary>Keeps a snapshot.</summary>
        Keep,

        /// <summary>Returns to a snapshot that was kept.</summary>
        Return,

        /// <summary>Goes on in a new session, from a snapshot whose session has ended.</summary>
        Move,

        /// <summary>Saves it and goes on in what is loaded.</summary>
        Save,
    }

    private static readonly Gen<(Act Act, int Start, int Length, int Value)[]> Acts = Gen.Select(
        Gen.Frequency((5, Gen.Const(Act.Write)), (1, Gen.Enum<Act>())), Gen.Int[0, Size],
        Gen.Frequency((1, Gen.Int[1, 100]), (1, Gen.Int[1, Size])), Gen.Int[0, 255]).Array[1, 16];

    [Fact]
    public void Whatever_happens_a_session_holds_what_its_cells_wrote() => Acts.Holds(Replay, iter: 6, threads: 1);

    [Fact]
    public async Task Snapshots_outlive_their_session_and_their_forks_in_any_order()
    {
        var session = await fixture.Runtime.SessionAsync();
        await session.ReprAsync($"data = bytearray({Size})");
        var snapshots = new List<SessionSnapshot>();
        for (var i = 0; i < 5; i++)
        {
            await session.ReprAsync($"data[{i * 1_000_000}:{(i + 1) * 1_000_000}] = bytes([{i + 1}]) * 1_000_000");
            snapshots.Add((await session.TrySnapshotAsync(Cancellation)).Get());
        }

        var fork = (await session.TryForkAsync(Cancellation)).Get();
        await session.DisposeAsync();
        GC.Collect();
        GC.WaitForPendingFinalizers();

        Assert.Equal("[0, 1000000, 1000000, 1000000, 1000000, 1000000]", await fork.ReprAsync(Counts));
        await fork.DisposeAsync();
        for (var i = 4; i >= 0; i -= 2)
        {
            await using var again = await fixture.Runtime.SessionAsync(from: snapshots[i]);
            Assert.Equal($"{i + 1}", await again.ReprAsync("sum(data.count(i) > 0 for i in range(1, 9))"));
        }
    }

    private void Replay((Act Act, int Start, int Length, int Value)[] acts) => ReplayAsync(acts).GetAwaiter().GetResult();

    private async Task ReplayAsync((Act Act, int Start, int Length, int Value)[] acts)
    {
        var session = await fixture.Runtime.SessionAsync();
        await session.ReprAsync($"import hashlib\ndata = bytearray({Size})");
        var model = new byte[Size];
        var kept = (Snapshot: (await session.TrySnapshotAsync(Cancellation)).Get(), Model: (byte[])model.Clone());
        foreach (var (act, start, length, value) in acts)
        {
            var end = (int)Math.Min(start + (long)length, Size);
            switch (act)
            {
                case Act.Write:
                    await session.ReprAsync($"data[{start}:{end}] = bytes([{value}]) * {end - start}");
                    model.AsSpan(start, end - start).Fill((byte)value);
                    break;
                case Act.Rewrite:
                    await session.ReprAsync("data[:] = bytes(data)");
                    break;
                case Act.Crash:
                    var crashed = await session.DoAsync($"data[{start}:{end}] = bytes({end - start})\nimport os\nos._exit(3)");
                    Assert.False(crashed.IsStateKept);
                    break;
                case Act.Fork:
                    var fork = (await session.TryForkAsync(Cancellation)).Get();
                    await session.DisposeAsync();
                    session = fork;
                    break;
                case Act.Keep:
                    kept = ((await session.TrySnapshotAsync(Cancellation)).Get(), (byte[])model.Clone());
                    break;
                case Act.Return:
                    (await session.TryRestoreAsync(kept.Snapshot, Cancellation)).Get();
                    model = (byte[])kept.Model.Clone();
                    break;
                case Act.Move:
                    await session.DisposeAsync();
                    session = await fixture.Runtime.SessionAsync(from: kept.Snapshot);
                    model = (byte[])kept.Model.Clone();
                    break;
                case Act.Save:
                    var saved = (await session.TrySaveAsync(Cancellation)).Get();
                    await session.DisposeAsync();
                    session = fixture.Runtime.TryLoadSession(saved, SessionOptions.Default).Get();
                    break;
            }

            Assert.Equal(
                $"'{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(model))}'", await session.ReprAsync("hashlib.sha256(data).hexdigest()"));
        }

        await session.DisposeAsync();
    }
}

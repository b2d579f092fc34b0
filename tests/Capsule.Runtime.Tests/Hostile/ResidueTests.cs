using System.Text.Json;
using Capsule.Runtime.Programs;
using Capsule.Runtime.Tests.Hostile.Cases;
using Capsule.Runtime.Tests.Isolation;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Hostile;

/// <summary>
/// One task fills its memory with a mark, and later ones look for it in all of theirs: in the same slot, for nothing else runs.
/// </summary>
[Collection(nameof(Alone))]
public sealed class ResidueTests(RuntimeFixture fixture)
{
    /// <summary>The mark is never in one piece in a program's text.</summary>
    private const string Tasks = $$"""
        {{Bytecode.Peek}}
        import os
        from capsule import task
        @task(ram='256MB', compute='HIGH')
        def leave(half):
            mark = (half + half[::-1]).encode()
            kept.append(mark * 1_000_000)
            kept.extend(bytearray(mark * n) for n in range(1, 1000))
            kept.append((mark * 100_000).decode())
            with open('/tmp/mark', 'wb') as file: file.write(mark * 100_000)
            os.environ['MARK'] = mark.decode()
            return len(kept)
        @task(ram='256MB', compute='HIGH')
        def look(half, length, grow):
            if grow:
                empty = os.open('/dev/null', os.O_RDONLY)
                os.read(empty, grow)  # memory that nobody writes to
            # What this very task puts together is its own: so it looks for one half in front of its mirror.
            memory_now, found, at = memory(length + grow // 2), 0, 0
            forth, back = half.encode(), half[::-1].encode()
            while (at := memory_now.find(forth, at)) >= 0:
                found += memory_now[at + len(forth):at + 2 * len(forth)] == back
                at += 1
            return found
        """;

    [Fact]
    public async Task Nothing_of_a_task_is_in_the_memory_of_the_next()
    {
        var loaded = await fixture.Runtime.LoadAsync(
            ProgramSource.FromText(Tasks), new RunOptions(), TestContext.Current.CancellationToken);
        Assert.True(loaded.TryGet(out var program, out var failure), failure?.Message);
        var length = (long)program!.Snapshot!.MemoryBytes;

        for (var round = 0; round < 3; round++)
        {
            var half = Guid.NewGuid().ToString("N");
            Assert.Equal("1001", await RunAsync(program, "leave", half));

            Assert.Equal("0", await RunAsync(program, "look", half, length, 0));
            Assert.Equal("0", await RunAsync(program, "look", half, length, 100 << 20));
        }
    }

    [Fact]
    public async Task What_looks_for_a_mark_finds_one_that_is_there()
    {
        var found = await fixture.Runtime.RunAsync(
            Tasks + "\n@task(ram='256MB', compute='HIGH')\ndef both(half):\n    kept.append((half + half[::-1]).encode())\n    return look.function(half, id(kept[-1]) + 100, 0)\n",
            "both", arguments: [Guid.NewGuid().ToString("N")]);

        Assert.InRange(int.Parse(found.Json(), System.Globalization.CultureInfo.InvariantCulture), 1, 1000);
    }

    private async Task<string> RunAsync(LoadedProgram program, string task, params object[] arguments) =>
        (await fixture.Runtime.RunAsync(
            program,
            new TaskCall { Task = task, Args = [.. arguments.Select(argument => JsonSerializer.SerializeToElement(argument))] },
            new RunOptions(), TestContext.Current.CancellationToken)).Json();
}

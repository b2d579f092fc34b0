using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.JavaScript;

/// <summary>
/// What the guest can ask the host for, in a loop, with the arguments that cost the host most: the work is the task's, so that neither its compute nor
/// its time is worth more than that of anybody else.
/// </summary>
public sealed class HostFunctionCostTests(RuntimeFixture fixture) : IDisposable
{
    private const string Imports = "import { ask } from '/lib/javascript/boot/host.js'; import fs from 'node:fs'; import { task } from '@capsule-run/sdk';\n";

    private readonly NodeProject project = new(fixture.Runtime);

    /// <summary>What is prepared, what is called, and the least that a call has to cost, in units of compute.</summary>
    public static TheoryData<string, string, int> Calls => new()
    {
        { "const text = 'x'.repeat(8 << 20)", "ask('encode', text)", 2 << 20 },
        { "const text = '\\u4e2d'.repeat(4 << 20)", "ask('encode', text)", 3 << 20 },
        { "const bytes = new Uint8Array(8 << 20).buffer", "ask('decode', 'latin1', bytes)", 2 << 20 },
        { "const bytes = new Uint8Array(16 << 20); bytes[bytes.length - 1] = 255", "ask('decode', 'utf-8!', bytes.buffer)", 4 << 20 },
        { "const bytes = new Uint8Array(16 << 20).buffer", "ask('hash', 'sha512', bytes)", 4 << 20 },
        { "const key = 'sha512 ' + 'a'.repeat(8 << 20), bytes = new ArrayBuffer(1)", "ask('hash', key, bytes)", 2 << 20 },
        { "const key = 'sha512 ' + 'x'.repeat(8 << 20), bytes = new ArrayBuffer(1)", "ask('hash', key, bytes)", 2 << 20 },
        { "", "ask('random', '1048576')", 1 << 16 },
        { "const text = '{\"call\":\"tool.list\",\"x\":\"' + 'x'.repeat(1 << 20) + '\"}'", "ask('call', text)", 1 << 18 },
        { "const text = '{\"call\":\"nothing\"}', bytes = new ArrayBuffer(8 << 20)", "ask('call', text, bytes)", 2 << 20 },
        { "const text = '['.repeat(4 << 20)", "ask('call', text)", 1 << 20 },
        { "fs.writeFileSync('/tmp/a', new Uint8Array(16 << 20)); const f = fs.openSync('/tmp/a')", "ask('file', 'read\\0' + f + '\\0' + (16 << 20) + '\\0' + '0')", 1 << 20 },
        { "const f = fs.openSync('/tmp/a', 'w'), bytes = new ArrayBuffer(8 << 20)", "ask('file', 'write\\0' + f + '\\0' + '0', bytes)", 1 << 19 },
        { "const path = '/tmp/' + 'a/'.repeat(2000)", "ask('file', 'stat\\0' + path + '\\0' + '1')", 5_000 },
        { "for (let i = 0; i < 5000; i++) fs.writeFileSync('/tmp/' + i, '')", "ask('file', 'list\\0/tmp')", 5_000 },
        { "for (let i = 0; i < 39; i++) fs.symlinkSync('/tmp/' + (i + 1), '/tmp/' + i)", "ask('file', 'stat\\0/tmp/0\\0' + '1')", 5_000 },
        { "const source = '/*' + 'x'.repeat(8 << 20) + '*/'", "ask('evaluate', source, 'x')", 2 << 20 },
        { "const source = 'let x: number = 1;'.repeat(2000)", "ask('compile', source, '/workspace/x.ts')", 1_000_000 },
    };

    public void Dispose() => project.Dispose();

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task The_work_of_the_host_is_paid_for(string before, string call, int units)
    {
        var (few, many) = (await FuelAsync(before, call, 2), await FuelAsync(before, call, 12));
        var each = (many - few) / 10;
        Assert.True(each >= units, $"{call}: {each} units, not {units}");
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_loop_ends_when_its_time_is_over(string before, string call, int units)
    {
        Assert.True(units > 0);
        project.Write("main.js", $$"""{{Imports}}export const main = task({ name: "main", ram: "256MB" }, () => { {{before}}; for (;;) try { {{call}} } catch {} });""");
        var limits = new TaskLimits { Compute = new Compute(1L << 50), Timeout = TimeSpan.FromMilliseconds(500) };
        var envelope = await project.RunAsync("main.js", new RunOptions { Observer = new RecordingObserver(), Overrides = limits });
        Assert.Equal(ErrorType.Timeout, envelope.Error?.Type);
    }

    private async Task<long> FuelAsync(string before, string call, int times)
    {
        project.Write(
            "main.js",
            $$"""{{Imports}}export const main = task({ name: "main", ram: "256MB" }, () => { {{before}}; for (let i = 0; i < {{times}}; i++) try { {{call}} } catch {} });""");
        var limits = new TaskLimits { Compute = new Compute(1L << 50), Timeout = Patience.Time };
        var envelope = await project.RunAsync("main.js", new RunOptions { Observer = new RecordingObserver(), Overrides = limits });
        Assert.True(envelope.Success, envelope.Error?.Message);
        return envelope.Execution.FuelConsumed;
    }
}

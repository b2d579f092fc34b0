using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Capsule.Mcp;
using Capsule.Runtime;

namespace Capsule.Cli.Tests;

/// <summary>How messages are laid out on the wire, which the SDK's client hides.</summary>
public sealed class McpFramingTests
{
    [Fact]
    public async Task A_request_that_is_cancelled_while_its_answer_is_written_leaves_the_next_answer_readable()
    {
        Assert.True((await CapsuleRuntime.TryCreateAsync(
            new CapsuleOptions { CacheDirectory = Checkout.Cache }, TestContext.Current.CancellationToken)).TryGet(out var created, out _));
        await using var runtime = created;
        var input = new Pipe();
        await using var output = new SlowOutput(() => Send(input, """{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}"""));
        var served = CapsuleMcpServer.ServeAsync(
            runtime, input.Reader.AsStream(), output, new McpOptions(), TestContext.Current.CancellationToken);
        Send(input, """{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"x","version":"1"}}}""");
        await output.Saw(0);
        Send(input, """{"jsonrpc":"2.0","id":1,"method":"ping"}""");
        await output.Saw(1);
        Send(input, """{"jsonrpc":"2.0","id":2,"method":"ping"}""");
        await output.Saw(2);
        await input.Writer.CompleteAsync();

        Assert.Null(await served);
        Assert.Equal([0, 1, 2], output.Lines.Select(line => JsonElement.Parse(line).GetProperty("id").GetInt32()));
    }

    private static void Send(Pipe input, string message) =>
        Assert.False(input.Writer.WriteAsync(Encoding.UTF8.GetBytes(message + "\n")).AsTask().GetAwaiter().GetResult().IsCanceled);

    /// <summary>Cancels request 1 while its answer is written, and ends that write only when the cancellation has arrived, if it can.</summary>
    private sealed class SlowOutput(Action cancel) : MemoryStream
    {
        private readonly TaskCompletionSource[] answered = [new(), new(), new()];
        private readonly StringBuilder text = new();

        internal string[] Lines => text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var written = Encoding.UTF8.GetString(buffer.Span);
            _ = text.Append(written);
            for (var id = 0; id < answered.Length; id++)
            {
                if (!written.Contains($"\"id\":{id}", StringComparison.Ordinal))
                {
                    continue;
                }

                if (id == 1)
                {
                    cancel();
                    if (cancellationToken.CanBeCanceled)
                    {
                        _ = cancellationToken.WaitHandle.WaitOne(Patience.Time);
                    }
                }

                _ = answered[id].TrySetResult();
                await Task.Yield();
            }
        }

        internal Task Saw(int id) => answered[id].Task.WaitAsync(Patience.Time, TestContext.Current.CancellationToken);
    }
}

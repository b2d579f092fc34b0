using System.Threading.Channels;
using Capsule.Runtime;

namespace Capsule.Mcp;

/// <summary>Tells a client in order what a cell prints, while it runs.</summary>
/// <remarks>
/// A cell does not wait for the client. Threat: one that prints faster than the client reads fills the host's memory. So what
/// does not fit is not told; the answer has it.
/// </remarks>
internal sealed class CellProgress : IAsyncDisposable
{
    private const int Waiting = 256;

    /// <summary>How many characters of what a cell shows its result keeps: images in base64, and their like. What is printed is kept here.</summary>
    internal const int MaxShown = (1 << 20) + CellImages.MostCharacters;

    private readonly Channel<string> messages = Channel.CreateBounded<string>(new BoundedChannelOptions(Waiting)
    {
        FullMode = BoundedChannelFullMode.DropWrite,
        SingleReader = true,
    });

    private readonly Task telling;

    internal CellProgress(McpCall call, CancellationToken cancellationToken) => telling = TellAsync(call, cancellationToken);

    /// <summary>Takes what a cell shows, as <see cref="Add"/> does, and what it prints into a text.</summary>
    internal Action<SessionOutput> And(PrintedText printed) => shown =>
    {
        if (shown is SessionOutput.Text { Content: var text })
        {
            printed.Add(text);
        }

        Add(shown);
    };

    /// <summary>Takes what a cell shows; on the session's thread.</summary>
    internal void Add(SessionOutput shown) => messages.Writer.TryWrite(shown switch
    {
        SessionOutput.Text text => text.Content,
        SessionOutput.Display display => display.Data.Text("text/plain") ?? string.Join(", ", display.Data.Data.Keys),
        _ => throw new InvalidOperationException($"there is no output {shown.GetType()}"),
    });

    /// <summary>Waits until all is told.</summary>
    public async ValueTask DisposeAsync()
    {
        messages.Writer.Complete();
        await telling.ConfigureAwait(false);
    }

    private async Task TellAsync(McpCall call, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var message in messages.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                await call.ReportAsync(message, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The client takes no more.
        }
    }
}

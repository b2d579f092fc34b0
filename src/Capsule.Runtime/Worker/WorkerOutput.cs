using System.Buffers;

namespace Capsule.Runtime.Worker;

/// <summary>
/// The protocol's channel to the client. Answers are taken at once, and their number is bounded by that of the requests;
/// what tasks print waits for the client to read.
/// </summary>
internal sealed class WorkerOutput : IDisposable
{
    /// <summary>Threat: tasks that print more than the client reads.</summary>
    private const int MostUnread = 1 << 20;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private readonly Stream stream;
    private readonly Thread thread;
    private readonly TaskCompletionSource completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource broken = new();
    private readonly object gate = new();
    private ArrayBufferWriter<byte> pending = new();
    private ArrayBufferWriter<byte> written = new();
    private bool isComplete;

    internal WorkerOutput(Stream stream)
    {
        this.stream = stream;
        thread = new Thread(Loop) { IsBackground = true, Name = "capsule worker output" };
        thread.Start();
    }

    /// <summary>Cancelled when nobody reads any more.</summary>
    internal CancellationToken Broken => broken.Token;

    /// <summary>Ends when everything was written after <see cref="Complete"/>.</summary>
    internal Task Completion => completion.Task;

    /// <summary>Writes a line without waiting.</summary>
    internal void Write(ReadOnlySpan<byte> line)
    {
        lock (gate)
        {
            Add(line);
        }
    }

    /// <summary>Writes a line when the client has read enough; drops it when cancelled before.</summary>
    internal void WriteWhenRead(ReadOnlySpan<byte> line, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (WaitUntilRead(cancellationToken))
            {
                Add(line);
            }
        }
    }

    /// <summary>Waits until the client has read enough; false when cancelled before.</summary>
    internal bool WaitUntilRead(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            while (pending.WrittenCount > MostUnread)
            {
                if (cancellationToken.IsCancellationRequested)
                {
                    return false;
                }

                Monitor.Wait(gate, Look);
            }

            return true;
        }
    }

    /// <summary>No line follows.</summary>
    internal void Complete()
    {
        lock (gate)
        {
            isComplete = true;
            Monitor.PulseAll(gate);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => broken.Dispose();

    private void Add(ReadOnlySpan<byte> line)
    {
        if (isComplete)
        {
            return;
        }

        pending.Write(line);
        pending.Write("\n"u8);
        Monitor.PulseAll(gate);
    }

    private void Loop()
    {
        try
        {
            while (Take() is { } lines)
            {
                stream.Write(lines.WrittenSpan);
                stream.Flush();
                lines.ResetWrittenCount();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) // the latter where it is not open for writing
        {
            Complete();
            broken.Cancel();
        }

        completion.SetResult();
    }

    private ArrayBufferWriter<byte>? Take()
    {
        lock (gate)
        {
            while (pending.WrittenCount == 0 && !isComplete)
            {
                Monitor.Wait(gate);
            }

            (pending, written) = (written, pending);
            Monitor.PulseAll(gate);
            return written.WrittenCount == 0 ? null : written;
        }
    }
}

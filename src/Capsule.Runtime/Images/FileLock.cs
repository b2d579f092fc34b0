namespace Capsule.Runtime.Images;

/// <summary>
/// A lock between processes: a file that is open exclusively. The system lets go of it when a process ends, however it
/// ends. The file itself is left, because removing it would let two processes hold two locks.
/// </summary>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly FileStream file;

    private FileLock(FileStream file) => this.file = file;

    /// <summary>Takes the lock, waiting for whoever has it.</summary>
    /// <param name="path">The lock's file.</param>
    /// <param name="waiting">Called once, when somebody else has it.</param>
    /// <param name="cancellation">Ends the wait.</param>
    internal static FileLock Take(string path, Action? waiting = null, CancellationToken cancellation = default)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            if (TryTake(path) is { } taken)
            {
                return taken;
            }

            if (isFirst)
            {
                waiting?.Invoke();
            }

            cancellation.WaitHandle.WaitOne(Pause);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private static FileLock? TryTake(string path)
    {
        try
        {
            return new FileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException) && IsHeld(e))
        {
            return null;
        }
    }

    /// <summary>What the runtime throws when another process has the file open exclusively (EWOULDBLOCK).</summary>
    private static bool IsHeld(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);
}

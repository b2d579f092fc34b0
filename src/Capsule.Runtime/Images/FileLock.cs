using Capsule.Files;
using Microsoft.Win32.SafeHandles;

namespace Capsule.Runtime.Images;

/// <summary>
/// A lock between processes: a file that is locked. The system lets go of it when a process ends, however it
/// ends. The file itself is left, because removing it would let two processes hold two locks.
/// </summary>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly SafeFileHandle file;

    private FileLock(SafeFileHandle file) => this.file = file;

    /// <summary>Takes the lock, waiting for whoever has it.</summary>
    /// <param name="path">The lock's file.</param>
    /// <param name="waiting">Called once, when somebody else has it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="IOException">The file cannot be opened, or is something else than a file.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    internal static FileLock Take(string path, Action? waiting = null, CancellationToken cancellationToken = default)
    {
        var file = RegularFile.OpenOrCreate(path);
        try
        {
            for (var isFirst = true; !LibC.TryLock(file, isShared: false); isFirst = false)
            {
                if (isFirst)
                {
                    waiting?.Invoke();
                }

                cancellationToken.WaitHandle.WaitOne(Pause);
                cancellationToken.ThrowIfCancellationRequested();
            }

            return new FileLock(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Takes the lock, alone or with others who share it. Null when somebody has it who excludes that, for as long as is waited.</summary>
    /// <param name="path">The lock's file.</param>
    /// <param name="isShared">Whether others may share it.</param>
    /// <param name="patience">
    /// How long is waited: a process that is being started elsewhere in this one has all its files, and so its locks, until it becomes the other program.
    /// </param>
    /// <exception cref="IOException">The file cannot be opened, or is something else than a file.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    internal static FileLock? TryTake(string path, bool isShared, TimeSpan patience)
    {
        var file = RegularFile.OpenOrCreate(path);
        var start = TimeProvider.System.GetTimestamp();
        while (!LibC.TryLock(file, isShared))
        {
            if (TimeProvider.System.GetElapsedTime(start) >= patience)
            {
                file.Dispose();
                return null;
            }

            CancellationToken.None.WaitHandle.WaitOne(Pause);
        }

        return new FileLock(file);
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}

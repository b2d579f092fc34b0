namespace Capsule.Journal.Ownership;

/// <summary>
/// A lock between processes: an open file that the kernel locks, and unlocks when the process ends, however it ends.
/// </summary>
internal sealed class FileLease : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly FileStream file;

    private FileLease(FileStream file) => this.file = file;

    /// <summary>Takes it, alone or with others who share it. Null when somebody has it for all of a time.</summary>
    internal static FileLease? TryTake(string path, bool isShared, TimeSpan patience)
    {
        using var never = new ManualResetEventSlim();
        for (var left = patience; ; left -= Pause)
        {
            if (Open(path, isShared) is { } file)
            {
                return new FileLease(file);
            }

            if (left <= TimeSpan.Zero)
            {
                return null;
            }

            never.Wait(Pause);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private static FileStream? Open(string path, bool isShared)
    {
        try
        {
            // A shared lock needs a file that is only read, and so one that is there.
            using var created = isShared && !File.Exists(path) ? Touch(path) : null;
            return isShared
                ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read)
                : new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (IsHeld(e))
        {
            return null;
        }
    }

    private static FileStream Touch(string path) =>
        new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);

    /// <summary>What the runtime throws when another handle has the file locked (EWOULDBLOCK).</summary>
    private static bool IsHeld(IOException e) => e.HResult is 11 or unchecked((int)0x80070020);
}

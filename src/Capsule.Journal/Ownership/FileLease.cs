using Capsule.Files;
using Microsoft.Win32.SafeHandles;

namespace Capsule.Journal.Ownership;

/// <summary>
/// A lock between processes: an open file that the kernel locks, and unlocks when the process ends, however it ends.
/// </summary>
internal sealed class FileLease : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly SafeFileHandle file;

    private FileLease(SafeFileHandle file) => this.file = file;

    /// <summary>Takes it, alone or with others who share it. Null when somebody has it for all of a time.</summary>
    internal static FileLease? TryTake(string path, bool isShared, TimeSpan patience)
    {
        using var never = new ManualResetEventSlim();
        var file = Open(path, isShared);
        try
        {
            for (var left = patience; !LibC.TryLock(file, isShared); left -= Pause)
            {
                if (left <= TimeSpan.Zero)
                {
                    file.Dispose();
                    return null;
                }

                never.Wait(Pause);
            }

            return new FileLease(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    /// <summary>Who shares it may only be able to read the folder.</summary>
    private static SafeFileHandle Open(string path, bool isShared)
    {
        try
        {
            return isShared ? RegularFile.OpenUnlinked(path) : RegularFile.OpenOrCreate(path);
        }
        catch (FileNotFoundException)
        {
            return RegularFile.OpenOrCreate(path);
        }
    }
}

using Capsule.Files;
using Capsule.Runtime.Images;

namespace Capsule.Runtime.Sessions;

/// <summary>Reads and writes files of this machine that the host program named. No guest names one.</summary>
internal static class HostTransfer
{
    /// <summary>Reads a file of bounded size.</summary>
    internal static Outcome<byte[]> Read(string path, long limit)
    {
        try
        {
            return RegularFile.Read(path, limit);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return Failure.Config($"{path} cannot be read: {e.Message}");
        }
    }

    /// <summary>Writes a file, or leaves the one that is there as it was.</summary>
    internal static Outcome<long> Write(string path, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            if (FileStatus.Of(path) is { IsFile: false, IsFolder: false })
            {
                return Failure.Config($"{path} is a pipe, a socket or a device, not a file");
            }

            AtomicFile.Write(path, stream => stream.Write(bytes.Span));
            return bytes.Length;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return Failure.Config($"{path} cannot be written: {e.Message}");
        }
    }
}

using Microsoft.Win32.SafeHandles;

namespace Capsule.Cli.Display;

/// <summary>The process's standard output.</summary>
internal static class StandardOutput
{
    private const int BrokenPipe = 32; // EPIPE

    /// <summary>
    /// Opens it. .NET's own stream for the console takes everything in silence when nobody reads the pipe any more; but a file's
    /// position belongs to all who write to it, which only that stream respects.
    /// </summary>
    internal static Stream Open()
    {
        try
        {
            var stream = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            return stream.CanSeek ? Console.OpenStandardOutput() : stream;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Console.OpenStandardOutput();
        }
    }

    /// <summary>Whether writing failed because whoever read the output has ended, as <c>head</c> does.</summary>
    internal static bool IsReaderGone(Exception failure) => failure is IOException && (failure.HResult & 0xffff) == BrokenPipe;

    /// <summary>Whether an exception says that a stream cannot be written.</summary>
    internal static bool IsFailure(Exception failure) => failure is IOException or UnauthorizedAccessException;
}

using Capsule.Files;

namespace Capsule.Runtime.Programs.Warm;

/// <summary>When a file's identity is as good as its contents.</summary>
internal static class FileStamp
{
    /// <summary>File systems count time in steps, some of them in steps of two seconds.</summary>
    private const long Step = 2_000_000_000;

    /// <summary>
    /// Whether another change would show. A file that changed just now may change again within the same step of its file
    /// system's clock, with the same length: its identity would stay as it is.
    /// </summary>
    internal static bool IsSettled(FileIdentity? identity, TimeProvider time) =>
        identity is not { } file || file.Changed < (time.GetUtcNow().ToUnixTimeMilliseconds() * 1_000_000) - Step;
}

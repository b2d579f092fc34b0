using Capsule.Guests.FileSystem;

namespace Capsule.Runtime.Overlays;

/// <summary>Something in a folder cannot be read or written. Never leaves this namespace.</summary>
internal sealed class OverlayException(string message) : Exception(message)
{
    internal static OverlayException At(string path, Errno error) => new($"{(path.Length == 0 ? "the folder itself" : ByteString.ToText(path))}: {Words(error)}");

    /// <summary>Gives a value.</summary>
    /// <exception cref="OverlayException">There is none.</exception>
    internal static T Require<T>(Result<T> result, string path) => result.Ok ? result.Value : throw At(path, result.Error);

    /// <summary>Goes on after a success.</summary>
    /// <exception cref="OverlayException">It is none.</exception>
    internal static void Require(Errno error, string path)
    {
        if (error != Errno.Success)
        {
            throw At(path, error);
        }
    }

    private static string Words(Errno error) => error switch
    {
        Errno.AccessDenied or Errno.NotPermitted => "permission denied",
        Errno.NoSpace => "no space left on the device",
        Errno.ReadOnly => "the file system is read-only",
        Errno.NoEntry => "it is not there any more",
        Errno.NotDirectory => "it is not a folder any more",
        Errno.NotEmpty => "the folder is not empty",
        Errno.Exists => "it exists",
        Errno.InputOutput => "it is damaged or cannot be read",
        _ => $"{error}",
    };
}

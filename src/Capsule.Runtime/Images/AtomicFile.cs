namespace Capsule.Runtime.Images;

/// <summary>Writes a file so that, whatever happens, there is the old one or the new one and nothing in between.</summary>
internal static class AtomicFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes beside the target, makes sure it is on the disk, and renames.</summary>
    /// <exception cref="IOException">The disk is full, or the directory cannot be written to.</exception>
    internal static void Write(string path, Action<Stream> write)
    {
        var temporary = $"{path}.{Environment.ProcessId}.{Guid.NewGuid():N}.tmp";
        try
        {
            var options = new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = OwnerOnly,
            };
            using (var file = new FileStream(temporary, options))
            {
                WriteTo(file, write);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static void WriteTo(FileStream file, Action<Stream> write)
    {
        try
        {
            write(file);
            file.Flush(flushToDisk: true);
        }
        catch (ArgumentOutOfRangeException e)
        {
            // What the runtime makes of EFBIG: a limit on the size of files.
            throw new IOException(e.Message, e);
        }
    }
}

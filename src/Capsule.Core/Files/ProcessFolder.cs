namespace Capsule.Files;

/// <summary>A folder of this process alone, for what has no other place: it is removed when the process ends.</summary>
internal static class ProcessFolder
{
    private static readonly Lazy<string> Made = new(Make);

    /// <summary>The folder, which is made when it is first asked for. Its name cannot be guessed, and nobody else can enter it.</summary>
    internal static string Path => Made.Value;

    /// <summary>Whether there is one, because something had no other place.</summary>
    internal static bool IsUsed => Made.IsValueCreated;

    private static string Make()
    {
        var path = Directory.CreateTempSubdirectory("capsule-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            try
            {
                Directory.Delete(path, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // What is left has no name that anybody looks for.
            }
        };
        return path;
    }
}

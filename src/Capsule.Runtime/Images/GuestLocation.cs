using Capsule.Files;
using Capsule.Guests.Python;

namespace Capsule.Runtime.Images;

/// <summary>Finds the guest's files, which come with every installation.</summary>
internal static class GuestLocation
{
    /// <summary>The directory beside the program.</summary>
    public static string Default => Path.Combine(AppContext.BaseDirectory, "guest", "python");

    /// <summary>Checks that a directory has the files.</summary>
    public static Failure? Check(string directory)
    {
        string[] files = [GuestPackage.CodeFile, GuestPackage.InfoFile, GuestPackage.SymbolsFile, GuestPackage.ImageFile, GuestPackage.ArchiveFile];
        var missing = files.Where(file => !RegularFile.Exists(Path.Combine(directory, file))).ToArray();
        return missing.Length == 0
            ? null
            : Failure.Config(
                $"the Python guest is incomplete: {directory} has no {string.Join(", ", missing)}. "
                + "Build the solution again, or reinstall Capsule.");
    }
}

using Capsule.Files;
using Capsule.Runtime.Languages;

namespace Capsule.Runtime.Images;

/// <summary>Finds the files of guests, which come with every installation.</summary>
internal static class GuestLocation
{
    /// <summary>The directory beside the program, which has a folder for each language.</summary>
    public static string Default => Path.Combine(AppContext.BaseDirectory, "guest");

    /// <summary>The folder of a guest, or of something else that is prepared.</summary>
    /// <param name="format">Which one.</param>
    /// <param name="directory">The directory of the guests, or null for <see cref="Default"/>.</param>
    public static string FolderOf(IPreparedFormat format, string? directory = null) => Path.Combine(directory ?? Default, format.Name);

    /// <summary>Checks that a folder has the files of a guest.</summary>
    public static Failure? Check(IPreparedFormat format, string folder)
    {
        var missing = format.Files.Where(file => !RegularFile.Exists(Path.Combine(folder, file)) && !IsPrepared(format, file, folder)).ToArray();
        return missing.Length == 0
            ? null
            : Failure.Config(
                $"the {format.Title} is incomplete: {folder} has no {string.Join(", ", missing)}. "
                + "Build the solution again, or reinstall Capsule.");
    }

    /// <summary>What releases leave out: an image's packed memory, where the installation has it unpacked.</summary>
    private static bool IsPrepared(IPreparedFormat format, string file, string folder) =>
        file == format.ImageFile && RegularFile.Exists(Path.Combine(PreparedFolder.In(Path.GetDirectoryName(folder)!), PreparedFolder.SumsFile));
}

using Capsule.Files;

namespace Capsule.Runtime.Images;

/// <summary>Finds the files of guests, which come with every installation.</summary>
internal static class GuestLocation
{
    /// <summary>The directory beside the program, which has a folder for each language.</summary>
    public static string Default => Path.Combine(AppContext.BaseDirectory, "guest");

    /// <summary>The folder of a language's guest.</summary>
    /// <param name="language">The language.</param>
    /// <param name="directory">The directory of the guests, or null for <see cref="Default"/>.</param>
    public static string FolderOf(GuestLanguage language, string? directory = null) => Path.Combine(directory ?? Default, language.Name);

    /// <summary>Checks that a folder has the files of a guest.</summary>
    public static Failure? Check(GuestLanguage language, string folder)
    {
        var missing = language.Format.Files.Where(file => !RegularFile.Exists(Path.Combine(folder, file))).ToArray();
        return missing.Length == 0
            ? null
            : Failure.Config(
                $"the {language.Title} guest is incomplete: {folder} has no {string.Join(", ", missing)}. "
                + "Build the solution again, or reinstall Capsule.");
    }
}

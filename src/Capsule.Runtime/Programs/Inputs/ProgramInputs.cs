using System.Security.Cryptography;

namespace Capsule.Runtime.Programs.Inputs;

/// <summary>What went into a program, to find out later whether it is still the same.</summary>
/// <param name="Files">SHA-256 of each file's contents, by absolute path.</param>
/// <param name="Folders">SHA-256 of each folder's names, by kind of listing and absolute path.</param>
internal sealed record ProgramInputs(
    IReadOnlyDictionary<string, byte[]> Files, IReadOnlyDictionary<string, byte[]> Folders)
{
    /// <summary>
    /// Whether everything is as it was. Contents are read and hashed: times of modification lie, within a second, across
    /// copies, and on purpose.
    /// </summary>
    internal bool AreUnchanged() => Folders.All(IsUnchangedFolder) && Files.All(IsUnchangedFile);

    private static bool IsUnchangedFolder(KeyValuePair<string, byte[]> folder)
    {
        try
        {
            return FolderListing.Of(folder.Key[1..], (ListingKind)folder.Key[0]).Hash.AsSpan().SequenceEqual(folder.Value);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool IsUnchangedFile(KeyValuePair<string, byte[]> file)
    {
        try
        {
            return SHA256.HashData(File.ReadAllBytes(file.Key)).AsSpan().SequenceEqual(file.Value);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

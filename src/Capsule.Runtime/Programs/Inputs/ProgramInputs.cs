using System.Security.Cryptography;
using Capsule.Files;
using Capsule.Runtime.Artifacts;

namespace Capsule.Runtime.Programs.Inputs;

/// <summary>What went into a program, to find out later whether it is still the same.</summary>
/// <param name="Files">SHA-256 of each file's contents, by absolute path.</param>
/// <param name="Folders">SHA-256 of each folder's names, by kind of listing and absolute path.</param>
internal sealed record ProgramInputs(
    IReadOnlyDictionary<string, byte[]> Files, IReadOnlyDictionary<string, byte[]> Folders)
{
    /// <summary>No inputs: the program is a text that was given.</summary>
    internal static readonly ProgramInputs None = new(
        new Dictionary<string, byte[]>(StringComparer.Ordinal), new Dictionary<string, byte[]>(StringComparer.Ordinal));

    /// <summary>
    /// Whether everything is as it was. Contents are read and hashed: times of modification lie, within a second, across
    /// copies, and on purpose.
    /// </summary>
    internal bool AreUnchanged() => Folders.All(IsUnchangedFolder) && Files.All(IsUnchangedFile);

    /// <summary>These and others. A file that was read for both and changed in between will be found to be another one.</summary>
    internal ProgramInputs With(ProgramInputs other) => new(Join(Files, other.Files), Join(Folders, other.Folders));

    private static Dictionary<string, byte[]> Join(IReadOnlyDictionary<string, byte[]> these, IReadOnlyDictionary<string, byte[]> others)
    {
        var all = new Dictionary<string, byte[]>(these, StringComparer.Ordinal);
        foreach (var (path, hash) in others)
        {
            all.TryAdd(path, hash);
        }

        return all;
    }

    /// <summary>Whether a folder holds the same names.</summary>
    internal static bool IsUnchangedFolder(KeyValuePair<string, byte[]> folder)
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

    /// <summary>Whether a file has the same contents.</summary>
    internal static bool IsUnchangedFile(KeyValuePair<string, byte[]> file)
    {
        try
        {
            return SHA256.HashData(RegularFile.Read(file.Key, ArtifactReader.SizeLimit)).AsSpan().SequenceEqual(file.Value);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

using Capsule.Files;

namespace Capsule.Journal.Sqlite;

/// <summary>The file that SQLite rolls back when it opens a database whose last writer died (sqlite.org/fileformat2.html, section 3).</summary>
internal static class RollbackFile
{
    /// <summary>The last bytes of one that names the file of a transaction over several databases. A journal is one.</summary>
    private static ReadOnlySpan<byte> NameFollows => [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];

    /// <summary>Whether it names another file.</summary>
    /// <remarks>
    /// Threat: a project from elsewhere brings one that names any file of the user. SQLite takes it for the file of a transaction that
    /// nobody needs any more, and deletes it.
    /// </remarks>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal static bool NamesAnother(string path)
    {
        if (new FileInfo(path) is not { Exists: true, Length: var length } || length < NameFollows.Length)
        {
            return false;
        }

        Span<byte> end = stackalloc byte[NameFollows.Length];
        using var file = RegularFile.OpenUnlinked(path);
        return RandomAccess.Read(file, end, length - end.Length) < end.Length || end.SequenceEqual(NameFollows);
    }
}

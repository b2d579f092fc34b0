using System.IO.Compression;
using System.Text;

namespace Capsule.Packages.Store;

/// <summary>Unpacks wheels (PEP 427) into a folder. Nothing of them is run.</summary>
/// <remarks>
/// Threats: names that lead out of the folder, links, devices, one file over another, an archive of kilobytes that becomes terabytes,
/// millions of files. Names are made of plain segments, links and duplicates are refused, and everything is counted while it is written.
/// </remarks>
internal static class WheelUnpacker
{
    /// <summary>What all files of one set of wheels may have together, in bytes.</summary>
    internal const long MostBytes = 8L << 30;

    /// <summary>What all files of one wheel may have together, in bytes.</summary>
    private const long MostBytesOfOne = 2L << 30;

    /// <summary>How many files one wheel may have.</summary>
    internal const int MostFiles = 50_000;

    private const int LongestName = 200;
    private const int DeepestFolder = 40;
    private const int LinkType = 0xA000; // S_IFLNK, in the upper half of the attributes
    private const int FileType = 0x8000; // S_IFREG
    private const int FolderType = 0x4000; // S_IFDIR
    private const int TypeMask = 0xF000; // S_IFMT

    /// <summary>Unpacks an archive; null when all went well, else what is wrong with it.</summary>
    /// <param name="wheel">The archive.</param>
    /// <param name="folder">Where to: the site-packages.</param>
    /// <param name="left">How many bytes may still be written; less what was.</param>
    /// <param name="cancellationToken">Stops between files.</param>
    /// <exception cref="IOException">The disk is full, or the folder cannot be written to.</exception>
    internal static string? Unpack(Stream wheel, string folder, ref long left, CancellationToken cancellationToken)
    {
        var (before, mine) = (left, Math.Min(left, MostBytesOfOne));
        try
        {
            using var archive = new ZipArchive(wheel, ZipArchiveMode.Read);
            return archive.Entries.Count > MostFiles ? $"it has more than {MostFiles} files" : UnpackAll(archive, folder, ref mine, cancellationToken);
        }
        catch (InvalidDataException e)
        {
            return $"it is no zip archive: {e.Message}";
        }
        finally
        {
            left = before - (Math.Min(before, MostBytesOfOne) - mine);
        }
    }

    private static string? UnpackAll(ZipArchive archive, string folder, ref long left, CancellationToken cancellationToken)
    {
        var (seen, record) = (new HashSet<string>(StringComparer.Ordinal), (ZipArchiveEntry?)null);
        foreach (var entry in archive.Entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (WhyRefused(entry) is { } reason)
            {
                return reason;
            }

            if (entry.FullName.EndsWith('/') || WheelLayout.PlaceOf(entry.FullName) is not { } place)
            {
                continue;
            }

            if (!seen.Add(place))
            {
                return $"it has the file '{Show(place)}' twice";
            }

            if (WheelLayout.IsRecord(place))
            {
                record = entry;
                continue;
            }

            if (Write(entry, Path.Combine(folder, place), ref left) is { } problem)
            {
                return problem;
            }
        }

        return record is null ? "it has no .dist-info/RECORD" : WriteRecord(record, folder);
    }

    private static string? Write(ZipArchiveEntry entry, string path, ref long left)
    {
        if (Directory.Exists(path) || !TryMakeFolder(Path.GetDirectoryName(path)!))
        {
            return $"'{Show(entry.FullName)}' is a file where another one has a folder, or the other way round";
        }

        using var input = entry.Open();
        using var output = File.Create(path);
        var buffer = new byte[1 << 16];
        for (int read; (read = input.Read(buffer)) > 0;)
        {
            if ((left -= read) < 0)
            {
                return "its files have more bytes than are allowed, 2 GiB, or 8 GiB with those that it is installed with";
            }

            output.Write(buffer, 0, read);
        }

        return null;
    }

    private static bool TryMakeFolder(string path)
    {
        for (var at = path; at.Length > 1 && !Directory.Exists(at); at = Path.GetDirectoryName(at)!)
        {
            if (File.Exists(at))
            {
                return false;
            }
        }

        Directory.CreateDirectory(path);
        return true;
    }

    /// <summary>The list of files, with the places that they have now.</summary>
    private static string? WriteRecord(ZipArchiveEntry record, string folder)
    {
        const int MostBytesOfRecord = 32 << 20;
        using var reader = new StreamReader(record.Open(), Encoding.UTF8);
        var text = new StringBuilder();
        while (reader.ReadLine() is { } line)
        {
            if (text.Length + line.Length > MostBytesOfRecord)
            {
                return "its RECORD is too long";
            }

            if (WheelLayout.MoveRecordLine(line) is { } moved)
            {
                text.Append(moved).Append('\n');
            }
        }

        var path = Path.Combine(folder, record.FullName);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text.ToString());
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(path)!, "INSTALLER"), "capsule\n");
        return null;
    }

    private static string? WhyRefused(ZipArchiveEntry entry)
    {
        var type = (entry.ExternalAttributes >> 16) & TypeMask;
        var segments = entry.FullName.TrimEnd('/').Split('/');
        return type == LinkType ? $"'{Show(entry.FullName)}' is a symbolic link"
            : type is not (0 or FileType or FolderType) ? $"'{Show(entry.FullName)}' is neither a file nor a folder"
            : segments.Length > DeepestFolder || segments.Any(IsBad) ? $"the name '{Show(entry.FullName)}' is not allowed"
            : null;
    }

    private static bool IsBad(string segment) =>
        segment is "" or "." or ".." || Encoding.UTF8.GetByteCount(segment) > LongestName
        || segment.Any(c => char.IsControl(c) || c is '\\' or ':' or '\uFFFD');

    private static string Show(string name) => new([.. name.Take(100).Select(c => char.IsControl(c) ? '?' : c)]);
}

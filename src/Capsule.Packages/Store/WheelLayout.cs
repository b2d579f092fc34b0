namespace Capsule.Packages.Store;

/// <summary>Where the files of a wheel go.</summary>
internal static class WheelLayout
{
    /// <summary>The place of a file below the site-packages; null for what a sandbox has no use for: scripts, headers, data.</summary>
    internal static string? PlaceOf(string name)
    {
        var segments = name.Split('/', 3);
        return !segments[0].EndsWith(".data", StringComparison.Ordinal) || segments.Length < 2 ? name
            : segments is [_, "purelib" or "platlib", var rest] ? rest
            : null;
    }

    /// <summary>Whether a file is the list of the wheel's files.</summary>
    internal static bool IsRecord(string place) => place.Split('/') is [var folder, "RECORD"] && folder.EndsWith(".dist-info", StringComparison.Ordinal);

    /// <summary>A line of that list with the file's place now; null where the file has none.</summary>
    internal static string? MoveRecordLine(string line)
    {
        var (quote, name) = line.StartsWith('"') ? ("\"", line[1..]) : ("", line);
        return PlaceOf(name) is { } place && line.Length > 0 ? quote + place : null;
    }
}

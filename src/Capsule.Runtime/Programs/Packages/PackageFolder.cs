using Capsule.Files;
using Capsule.Guests.Abstractions;
using Capsule.Runtime.Programs.Inputs;

namespace Capsule.Runtime.Programs.Packages;

/// <summary>
/// The entries of a site-packages folder as Python finds them: what is in the folder itself, and behind it the modules of
/// editable installs, which stand elsewhere. Files are named relative to it, with slashes, wherever they are.
/// </summary>
internal sealed class PackageFolder
{
    /// <summary>Threat: a folder that is nested without end.</summary>
    private const int MostLevels = 64;

    private readonly string path;
    private readonly InputTracker tracker;
    private readonly Dictionary<string, string> places = new(StringComparer.Ordinal);

    /// <summary>Takes a folder, and modules that stand elsewhere.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="elsewhere">Paths of files and folders on the host, by the names that they have here.</param>
    /// <param name="tracker">Records what is looked at.</param>
    internal PackageFolder(string path, IEnumerable<KeyValuePair<string, string>> elsewhere, InputTracker tracker)
    {
        this.path = path;
        this.tracker = tracker;
        var listing = tracker.List(path, ListingKind.Everything);
        foreach (var name in listing.Files.Concat(listing.Folders))
        {
            places[name] = Path.Combine(path, name);
        }

        foreach (var (name, place) in elsewhere)
        {
            places.TryAdd(name, place);
        }
    }

    /// <summary>The names of its entries.</summary>
    internal IEnumerable<string> Names => places.Keys.Order(StringComparer.Ordinal);

    /// <summary>Where a file is on the host, whether it exists or not.</summary>
    internal string Locate(string file)
    {
        var slash = file.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? Place(file) : Path.Combine(Place(file[..slash]), file[(slash + 1)..]);
    }

    /// <summary>Whether there is a file, and not a link that leads nowhere.</summary>
    internal bool IsFile(string file) => LeadsToFile(Locate(file));

    /// <summary>Whether a file is a compiled extension for the host's processor, and not for the guest.</summary>
    internal bool HasMachineCode(string file) => Distribution.IsExtension(file) && IsMachineCode(Locate(file));

    /// <summary>The name of a file of the host, or null when it is none of these.</summary>
    internal string? NameOf(string file)
    {
        if (file.StartsWith(path + "/", StringComparison.Ordinal))
        {
            return file[(path.Length + 1)..];
        }

        var (name, place) = places.FirstOrDefault(entry =>
            file == entry.Value || file.StartsWith(entry.Value + "/", StringComparison.Ordinal));
        return place is null ? null : name + file[place.Length..];
    }

    /// <summary>An entry, when it is a file, or all files below it; bytecode, links to folders and links that lead nowhere left out.</summary>
    internal IEnumerable<string> Walk(string entry) =>
        IsFile(entry) ? [entry] : Directory.Exists(Locate(entry)) ? WalkFolder(entry, MostLevels) : [];

    /// <summary>Everything in it, for the sandbox in which a program is built.</summary>
    internal WorkspaceFolder Show() => new("", () => places
        .Select(entry => Directory.Exists(entry.Value) ? ShowFolder(entry.Value, entry.Key) : (WorkspaceNode?)ShowFile(entry.Value, entry.Key))
        .OfType<WorkspaceNode>());

    private string Place(string name) => places.GetValueOrDefault(name) ?? Path.Combine(path, name);

    private IEnumerable<string> WalkFolder(string folder, int levels)
    {
        var place = Locate(folder);
        var listing = tracker.List(place, ListingKind.Everything);
        var files = listing.Files.Where(file => !IsBytecode(file) && LeadsToFile(Path.Combine(place, file)))
            .Select(file => $"{folder}/{file}");
        var folders = levels == 0 ? [] : listing.Folders
            .Where(below => below != "__pycache__" && new DirectoryInfo(Path.Combine(place, below)).LinkTarget is null);
        return files.Concat(folders.SelectMany(below => WalkFolder($"{folder}/{below}", levels - 1)));
    }

    private WorkspaceFolder ShowFolder(string place, string name) => new(name, () =>
    {
        var listing = tracker.List(place, ListingKind.Everything);
        return listing.Files.Select(file => ShowFile(Path.Combine(place, file), file)).OfType<WorkspaceNode>()
            .Concat(listing.Folders.Where(below => below != "__pycache__").Select(below => ShowFolder(Path.Combine(place, below), below)));
    });

    private WorkspaceFile? ShowFile(string place, string name) =>
        IsBytecode(name) || !LeadsToFile(place) || IsMachineCode(place) ? null
        : new WorkspaceFile(name, new FileInfo(place).Length, () => tracker.Read(place));

    /// <summary>Whether there is a file: <see cref="File.Exists"/> takes a link that leads nowhere for one.</summary>
    internal static bool LeadsToFile(string path)
    {
        try
        {
            return File.Exists(path) && File.ResolveLinkTarget(path, returnFinalTarget: true) is null or FileInfo { Exists: true };
        }
        catch (IOException)
        {
            return false; // links in a circle
        }
    }

    private static bool IsMachineCode(string place)
    {
        if (!Distribution.IsExtension(place))
        {
            return false;
        }

        try
        {
            using var file = RegularFile.Open(place);
            Span<byte> start = stackalloc byte[4];
            return !start[..RandomAccess.Read(file, start, 0)].SequenceEqual("\0asm"u8);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    private static bool IsBytecode(string name) => name.EndsWith(".pyc", StringComparison.Ordinal);
}

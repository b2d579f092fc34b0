using System.Security.Cryptography;
using System.Text.Json;
using Capsule.Files;
using Capsule.Guests.FileSystem.Host;
using Capsule.Runtime.Images;

namespace Capsule.Runtime.Overlays;

/// <summary>The overlays below a state directory: each a folder with <c>overlay.json</c>, <c>lock</c> and <c>changes</c>.</summary>
internal sealed class OverlayStore
{
    /// <summary>Threat: overlays that nobody comes back to fill the disk.</summary>
    private const int CountLimit = 256;

    private const int HeaderLimit = 16 * 1024;

    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(2);
    private const int IdBytes = 4;

    private readonly string root;

    private OverlayStore(string state) => root = Path.Combine(state, "overlays");

    internal static OverlayStore At(string? stateDirectory) =>
        new(Path.GetFullPath(stateDirectory ?? CapsuleOptions.DefaultStateDirectory()));

    /// <summary>Whether a text can be an id. Threat: an id that is a path.</summary>
    internal static bool IsId(string text) =>
        text.Length == 2 * IdBytes && text.All(c => char.IsAsciiHexDigitLower(c));

    internal Outcome<FolderOverlay> Create(string hostPath)
    {
        var path = Path.GetFullPath(hostPath);
        using var folder = HostFolder.Open(path, out var problem);
        if (folder is null)
        {
            return Failure.Config($"there can be no overlay of {path}: it {problem}");
        }

        try
        {
            OwnFolder.Ensure(root);
            if (Directory.EnumerateDirectories(root).Take(CountLimit).Count() == CountLimit)
            {
                return new Failure(
                    ErrorType.LimitExceeded,
                    $"there are {CountLimit} overlays in {root}, which is the most: list them with 'capsule overlay list', and discard those that are not needed");
            }

            var id = NewId();
            var header = new OverlayHeader(
                OverlayHeader.CurrentVersion, folder.RealPath, folder.Identity.Device, folder.Identity.Inode, TimeProvider.System.GetUtcNow());
            OwnFolder.Ensure(PathOf(id));
            MakeChanges(ChangesOf(id), folder);
            AtomicFile.Write(HeaderOf(id), stream => JsonSerializer.Serialize(stream, header, OverlayJson.Default.OverlayHeader));
            return new FolderOverlay(this, id, header);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failure.Config($"no overlay can be made in {root}: {e.Message}");
        }
    }

    internal Outcome<FolderOverlay> Open(string id)
    {
        if (!IsId(id))
        {
            return Failure.Config($"'{id}' is not the id of an overlay: an id has eight digits and lowercase letters from a to f, as 'capsule overlay list' shows them");
        }

        try
        {
            OwnFolder.Check(root);
            var header = JsonSerializer.Deserialize(RegularFile.Read(HeaderOf(id), HeaderLimit), OverlayJson.Default.OverlayHeader);
            return header is null ? Failure.Config($"overlay {id} in {root} is damaged: its overlay.json is empty")
                : header.Version != OverlayHeader.CurrentVersion ? Failure.Config(
                    $"overlay {id} in {root} has format {header.Version}, and this version of Capsule reads format {OverlayHeader.CurrentVersion}")
                : new FolderOverlay(this, id, header);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Failure.Config($"there is no overlay {id} in {root}: list the overlays with 'capsule overlay list'");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return Failure.Config($"overlay {id} in {root} cannot be read: {e.Message}");
        }
    }

    internal IReadOnlyList<FolderOverlay> List() =>
    [
        .. (Directory.Exists(root) ? Directory.EnumerateDirectories(root) : [])
            .Select(path => Path.GetFileName(path)!)
            .Where(IsId)
            .Select(id => Open(id).Value)
            .OfType<FolderOverlay>()
            .OrderBy(overlay => overlay.Created),
    ];

    /// <summary>Opens an overlay's folder of changes, which is not discarded while the lock is held.</summary>
    internal Outcome<(HostFolder Changes, FileLock Lock)> OpenChanges(string id)
    {
        try
        {
            var held = TakeLock(id, isShared: true);
            if (held is null)
            {
                return Failure.Config($"overlay {id} is being discarded");
            }

            if (HostFolder.Open(ChangesOf(id), out var problem) is { } changes)
            {
                return (changes, held);
            }

            held.Dispose();
            return Failure.Config($"the changes of overlay {id} in {root} cannot be used: the folder {problem}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failure.Config($"overlay {id} in {root} cannot be used: {e.Message}");
        }
    }

    /// <summary>Does something with both folders of an overlay.</summary>
    internal Outcome<T> Use<T>(FolderOverlay overlay, bool isWritable, Func<OverlayFolders, Outcome<T>> use)
    {
        if (!OpenChanges(overlay.Id).TryGet(out var opened, out var failure))
        {
            return failure;
        }

        using var held = opened.Lock;
        using var changes = opened.Changes;
        using var folder = OpenFolder(overlay.Header, out failure);
        return folder is null ? failure! : use(new OverlayFolders(overlay, folder, changes, isWritable));
    }

    /// <summary>Opens the folder that an overlay covers, if it is still the same.</summary>
    internal static HostFolder? OpenFolder(OverlayHeader header, out Failure? failure)
    {
        var folder = HostFolder.Open(header.Folder, out var problem);
        failure = folder is null ? Failure.Config($"the overlay's folder {header.Folder} {problem}") : WhyOther(folder, header);
        if (failure is null)
        {
            return folder;
        }

        folder?.Dispose();
        return null;
    }

    /// <summary>Null, or why a folder is not the one that an overlay covers.</summary>
    internal static Failure? WhyOther(HostFolder folder, OverlayHeader header) =>
        folder.Identity == new HostIdentity(header.Device, header.Inode) ? null
        : Failure.Config($"{folder.RealPath} is not the folder that the overlay was created for, {header.Folder}, or has been replaced since: create a new overlay");

    internal Failure? Discard(FolderOverlay overlay)
    {
        try
        {
            using var held = TakeLock(overlay.Id, isShared: false);
            if (held is null)
            {
                return Failure.Config($"overlay {overlay.Id} is in use by a task or a session: end it first");
            }

            using var changes = HostFolder.Open(ChangesOf(overlay.Id), out _);
            if (changes is not null && OverlayRemoval.Empty(changes) is { } problem)
            {
                return Failure.Config($"overlay {overlay.Id} in {root} cannot be removed: {problem}");
            }

            Directory.Delete(PathOf(overlay.Id), recursive: true);
            return null;
        }
        catch (DirectoryNotFoundException)
        {
            return null; // somebody else was faster
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failure.Config($"overlay {overlay.Id} in {root} cannot be removed: {e.Message}");
        }
    }

    /// <summary>Makes the folder of changes with the permissions of the folder that it lies over: it is what tasks see.</summary>
    private static void MakeChanges(string path, HostFolder folder)
    {
        Directory.CreateDirectory(path);
        File.SetUnixFileMode(path, (UnixFileMode)(HostStat.Of(folder.Handle).Value.Mode & HostStat.SafeBits));
    }

    private FileLock? TakeLock(string id, bool isShared) => FileLock.TryTake(Path.Combine(PathOf(id), "lock"), isShared, LockPatience);

    private string NewId()
    {
        string id;
        do
        {
            id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));
        }
        while (Directory.Exists(PathOf(id)));

        return id;
    }

    private string PathOf(string id) => Path.Combine(root, id);

    private string HeaderOf(string id) => Path.Combine(PathOf(id), "overlay.json");

    private string ChangesOf(string id) => Path.Combine(PathOf(id), "changes");
}

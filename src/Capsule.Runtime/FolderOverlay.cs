using Capsule.Runtime.Overlays;

namespace Capsule.Runtime;

/// <summary>
/// Represents a private view of a folder of the host: tasks and sessions see the folder and change the view, and the folder stays as it is
/// until the changes are applied. Safe for use by many threads and processes.
/// </summary>
/// <remarks>
/// An overlay is kept below the state directory until it is discarded. All tasks and sessions that are given the same one see each other's changes.
/// </remarks>
public sealed class FolderOverlay
{
    private readonly OverlayStore store;

    internal FolderOverlay(OverlayStore store, string id, OverlayHeader header)
    {
        this.store = store;
        (Id, HostPath, Created) = (id, header.Folder, header.Created);
        Header = header;
    }

    /// <summary>Gets the id: eight digits and letters from a to f.</summary>
    public string Id { get; }

    /// <summary>Gets the absolute path of the folder, without symbolic links, as it was when the overlay was created.</summary>
    public string HostPath { get; }

    /// <summary>Gets when it was created.</summary>
    public DateTimeOffset Created { get; }

    internal OverlayHeader Header { get; }

    /// <summary>Creates an overlay without changes.</summary>
    /// <param name="hostPath">The folder; a relative path is relative to the current directory of the process.</param>
    /// <param name="stateDirectory">Where overlays are kept: <see cref="CapsuleOptions.StateDirectory"/> of the runtime that uses it; null for the user's.</param>
    /// <returns>The overlay, or why there is none: there is no such folder, it belongs to Capsule, or there are 256 overlays already.</returns>
    public static Outcome<FolderOverlay> TryCreate(string hostPath, string? stateDirectory = null) =>
        OverlayStore.At(stateDirectory).Create(hostPath);

    /// <summary>Creates an overlay, as <see cref="TryCreate"/> does.</summary>
    /// <exception cref="CapsuleException">It cannot be created.</exception>
    public static FolderOverlay Create(string hostPath, string? stateDirectory = null) => TryCreate(hostPath, stateDirectory).OrThrow();

    /// <summary>Finds an overlay by its id.</summary>
    /// <param name="id">The id.</param>
    /// <param name="stateDirectory">As for <see cref="TryCreate"/>.</param>
    /// <returns>The overlay, or why it cannot be used.</returns>
    public static Outcome<FolderOverlay> TryOpen(string id, string? stateDirectory = null) => OverlayStore.At(stateDirectory).Open(id);

    /// <summary>Finds an overlay, as <see cref="TryOpen"/> does.</summary>
    /// <exception cref="CapsuleException">There is none.</exception>
    public static FolderOverlay Open(string id, string? stateDirectory = null) => TryOpen(id, stateDirectory).OrThrow();

    /// <summary>Lists the overlays, the oldest first. Damaged ones are left out.</summary>
    /// <param name="stateDirectory">As for <see cref="TryCreate"/>.</param>
    public static IReadOnlyList<FolderOverlay> List(string? stateDirectory = null) => OverlayStore.At(stateDirectory).List();

    /// <summary>Returns a mount that gives the overlay to tasks or to a session.</summary>
    /// <param name="guestPath">Where it is found: absolute, or relative to the working directory of tasks.</param>
    public FolderMount Mount(string guestPath) =>
        new() { HostPath = HostPath, GuestPath = guestPath, IsWritable = true, IsOverlay = true, OverlayId = Id };

    /// <summary>Lists the changes, ordered by path.</summary>
    /// <param name="cancellationToken">Ends the comparison.</param>
    /// <returns>The changes, or why they cannot be told: the folder is not there any more, or cannot be read.</returns>
    /// <exception cref="OperationCanceledException">The comparison was cancelled.</exception>
    public Outcome<IReadOnlyList<FolderChange>> TryGetChanges(CancellationToken cancellationToken = default) =>
        store.Use<IReadOnlyList<FolderChange>>(this, isWritable: false, folders =>
            folders.Tell<IReadOnlyList<FolderChange>>(OverlayChange.ToPublic, cancellationToken));

    /// <summary>Lists the changes as <see cref="TryGetChanges"/> does, and shows them as a diff.</summary>
    /// <param name="cancellationToken">Ends the comparison.</param>
    /// <returns>The changes, or why they cannot be told: the folder is not there any more, or something in it or in the overlay cannot be read.</returns>
    /// <exception cref="OperationCanceledException">The comparison was cancelled.</exception>
    public Outcome<FolderDiff> TryGetDiff(CancellationToken cancellationToken = default) =>
        store.Use(this, isWritable: false, folders =>
            folders.Tell(changes => new FolderDiff(OverlayChange.ToPublic(changes), OverlayDiff.Of(changes, cancellationToken)), cancellationToken));

    /// <summary>
    /// Makes the folder what the overlay shows. Where others changed the same entries meanwhile, nothing is applied, unless
    /// <paramref name="overwrite"/> says so. Files are replaced one by one and each as a whole; no symbolic link is followed.
    /// </summary>
    /// <param name="overwrite">Whether what others did to the same entries may be lost. The default is false.</param>
    /// <param name="cancellationToken">Ends the work between two entries; what is left can be applied again.</param>
    /// <returns>The changes that were applied, or why they were not. A failure in the middle leaves the rest to be applied again.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Outcome<IReadOnlyList<FolderChange>> TryApply(bool overwrite = false, CancellationToken cancellationToken = default) =>
        store.Use<IReadOnlyList<FolderChange>>(this, isWritable: true, folders => OverlayApplication.Apply(folders, overwrite, cancellationToken));

    /// <summary>Removes the overlay and its changes.</summary>
    /// <returns>Null, or why it was not removed: a task or a session has it.</returns>
    public Failure? TryDiscard() => store.Discard(this);
}

using Capsule.Policies;
using Capsule.Runtime.Files;
using Capsule.Runtime.Overlays;

namespace Capsule.Runtime;

/// <summary>A folder that whoever runs a program gives to all tasks of the run, whatever they declare.</summary>
public sealed record FolderMount
{
    /// <summary>The forms of <see cref="Parse"/>.</summary>
    public const string Forms = "HOST[::GUEST][:ro|:rw|:overlay|:overlay=ID], such as ./data, ../shared::input, /srv/out::out:rw or ./repo:overlay";

    private const string ReadOnly = ":ro";
    private const string ReadWrite = ":rw";
    private const string NewOverlay = ":overlay";
    private const string OverlayOf = ":overlay=";

    /// <summary>The folder on the host; relative ones are relative to the current directory of the process.</summary>
    public required string HostPath { get; init; }

    /// <summary>Where tasks find it: absolute, or relative to their working directory.</summary>
    public required string GuestPath { get; init; }

    /// <summary>Whether tasks may change it.</summary>
    public bool IsWritable { get; init; }

    /// <summary>
    /// Whether tasks change a private view of the folder, and not the folder (<see cref="FolderOverlay"/>). The default is false.
    /// </summary>
    public bool IsOverlay { get; init; }

    /// <summary>
    /// Gets the id of the overlay (<see cref="FolderOverlay.Id"/>), which has to be one of the folder; null for one that is still to be created,
    /// as the command does it: a runtime refuses such a mount.
    /// </summary>
    public string? OverlayId { get; init; }

    /// <summary>
    /// Reads a mount as the command line writes it. It is read-only unless it says otherwise. Without a place in the guest,
    /// it is at the path that was written, or at its last name when that path is absolute or leads upwards.
    /// </summary>
    /// <param name="text">One of <see cref="Forms"/>.</param>
    /// <param name="directory">What a relative folder is relative to; by default the current directory of the process.</param>
    public static Outcome<FolderMount> Parse(string text, string? directory = null)
    {
        var (mode, rest) = SplitMode(text);
        var parts = rest.Split("::", 2);
        var (host, guest) = (parts[0], parts.Length > 1 ? parts[1] : NameOf(parts[0], directory));
        var overlay = mode.StartsWith(OverlayOf, StringComparison.Ordinal) ? mode[OverlayOf.Length..] : null;
        if (host.Length == 0 || guest.Length == 0 || (overlay is not null && !OverlayStore.IsId(overlay)))
        {
            return Failure.Config($"the mount '{text}' is not valid; use {Forms}");
        }

        var mount = new FolderMount
        {
            HostPath = directory is null ? host : Path.GetFullPath(host, directory),
            GuestPath = guest,
            IsWritable = mode is not ("" or ReadOnly),
            IsOverlay = mode == NewOverlay || overlay is not null,
            OverlayId = overlay,
        };
        return GuestPlace.Find(mount.GuestPath, out var problem) is not null
            ? mount
            : Failure.Config($"the mount '{text}' is not valid: its place '{guest}' {problem}");
    }

    /// <summary>Reads several mounts, as <see cref="Parse"/> does each.</summary>
    public static Outcome<FolderMount[]> ParseAll(IEnumerable<string> texts, string? directory = null)
    {
        var read = texts.Select(text => Parse(text, directory)).ToArray();
        return Array.Find(read, mount => mount.Failure is not null).Failure is { } failure
            ? failure
            : read.Select(mount => mount.Value!).ToArray();
    }

    /// <summary>Takes what a mount may do off its end; that is empty where nothing is said.</summary>
    private static (string Mode, string Folders) SplitMode(string text)
    {
        var colon = text.LastIndexOf(':');
        var mode = colon < 0 ? "" : text[colon..];
        return mode is ReadOnly or ReadWrite or NewOverlay || mode.StartsWith(OverlayOf, StringComparison.Ordinal)
            ? (mode, text[..colon])
            : ("", text);
    }

    private static string NameOf(string host, string? directory) =>
        host.Length == 0 || FolderPath.Split(host, out _) is not null
            ? host
            : Path.GetFileName(Path.GetFullPath(host, directory ?? Environment.CurrentDirectory));
}

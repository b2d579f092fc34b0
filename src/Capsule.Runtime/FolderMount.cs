using Capsule.Policies;
using Capsule.Runtime.Files;

namespace Capsule.Runtime;

/// <summary>A folder that whoever runs a program gives to all tasks of the run, whatever they declare.</summary>
public sealed record FolderMount
{
    /// <summary>The forms of <see cref="Parse"/>.</summary>
    public const string Forms = "HOST[::GUEST][:ro|:rw], such as ./data, ../shared::input or /srv/out::out:rw";

    /// <summary>The folder on the host; relative ones are relative to the current directory of the process.</summary>
    public required string HostPath { get; init; }

    /// <summary>Where tasks find it: absolute, or relative to their working directory.</summary>
    public required string GuestPath { get; init; }

    /// <summary>Whether tasks may change it.</summary>
    public bool IsWritable { get; init; }

    /// <summary>
    /// Reads a mount as the command line writes it. It is read-only unless it says otherwise. Without a place in the guest,
    /// it is at the path that was written, or at its last name when that path is absolute or leads upwards.
    /// </summary>
    /// <param name="text">One of <see cref="Forms"/>.</param>
    /// <param name="directory">What a relative folder is relative to; by default the current directory of the process.</param>
    public static Outcome<FolderMount> Parse(string text, string? directory = null)
    {
        var (isWritable, rest) = text.EndsWith(":rw", StringComparison.Ordinal) ? (true, text[..^3])
            : text.EndsWith(":ro", StringComparison.Ordinal) ? (false, text[..^3])
            : (false, text);
        var parts = rest.Split("::", 2);
        var (host, guest) = (parts[0], parts.Length > 1 ? parts[1] : NameOf(parts[0], directory));
        if (host.Length == 0 || guest.Length == 0)
        {
            return Failure.Config($"the mount '{text}' is not valid; use {Forms}");
        }

        var mount = new FolderMount { HostPath = directory is null ? host : Path.GetFullPath(host, directory), GuestPath = guest, IsWritable = isWritable };
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

    private static string NameOf(string host, string? directory) =>
        host.Length == 0 || FolderPath.Split(host, out _) is not null
            ? host
            : Path.GetFileName(Path.GetFullPath(host, directory ?? Environment.CurrentDirectory));
}

using Capsule.Files;
using Capsule.Guests.Abstractions;
using Capsule.Runtime.Images;

namespace Capsule.Runtime.Sessions;

/// <summary>Sessions on the disk, by id: idle ones of this process, and suspended ones for the next.</summary>
/// <param name="directory">Where they are.</param>
/// <param name="format">How they are written.</param>
internal sealed class SessionStore(CacheDirectory directory, SessionFile format)
{
    /// <summary>Threat: sessions that nobody comes back to fill the disk. The oldest go first.</summary>
    private const int CountLimit = 256;

    /// <summary>How many sessions a runtime with the default options can have: those in memory, and those on the disk.</summary>
    internal static int MaxSessions { get; } = new CapsuleOptions().MaxLiveSessions + CountLimit;

    private const long SizeLimit = 4L << 30;
    private const string Extension = ".session";

    /// <summary>The sizes of those that sessions of this process come back to: they are never cleaned away.</summary>
    private readonly Dictionary<string, long> needed = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    /// <summary>Whether a text can be an id. Threat: an id that is a path.</summary>
    internal static bool IsId(string text) => Guid.TryParseExact(text, "N", out _) && !text.AsSpan().ContainsAnyInRange('A', 'F');

    internal Outcome<string> Write(string id, SessionState state)
    {
        try
        {
            directory.Ensure();
            if (!format.Write(id, state).TryGet(out var saved, out var failure))
            {
                return failure;
            }

            if (!TryNeed(id, saved.Length))
            {
                return new Failure(ErrorType.LimitExceeded,
                    $"sessions of this process have {CountLimit} files or {SizeLimit >> 30} GiB in {directory.Path}, which is the most");
            }

            AtomicFile.Write(PathOf(id), stream =>
            {
                foreach (var piece in saved.Pieces)
                {
                    stream.Write(piece);
                }
            });
            Clean();
            return PathOf(id);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Release(id);
            return Failure.Config($"the session cannot be written to {directory.Path}: {e.Message}");
        }
    }

    /// <summary>Reads a session.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="workspace">The packages that it had.</param>
    internal Outcome<SessionState> Read(string id, Workspace workspace)
    {
        try
        {
            if (!IsId(id))
            {
                return Failure.Config($"'{id}' is no id of a session: an id has 32 digits and lowercase letters from a to f");
            }

            directory.Check();
            return format.Read(id, RegularFile.Read(PathOf(id), SessionFile.MaxLength), $"session {id}", workspace);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Failure.Config($"there is no session {id} in {directory.Path}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failure.Config($"session {id} cannot be read from {directory.Path}: {e.Message}");
        }
    }

    /// <summary>No session of this process needs the file any more; the next one may.</summary>
    internal void Release(string id)
    {
        lock (gate)
        {
            needed.Remove(id);
        }
    }

    internal void Delete(string id)
    {
        Release(id);
        try
        {
            File.Delete(PathOf(id));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is one of those that are cleaned away later.
        }
    }

    private string PathOf(string id) => directory.PathOf(id + Extension);

    private bool TryNeed(string id, long size)
    {
        lock (gate)
        {
            var others = needed.Where(file => file.Key != id).Sum(file => file.Value);
            if (others + size > SizeLimit || (needed.Count >= CountLimit && !needed.ContainsKey(id)))
            {
                return false;
            }

            needed[id] = size;
            return true;
        }
    }

    private void Clean()
    {
        HashSet<string> kept;
        lock (gate)
        {
            kept = [.. needed.Keys];
        }

        var (left, count) = (SizeLimit, 0);
        foreach (var file in new DirectoryInfo(directory.Path).EnumerateFiles("*" + Extension)
            .OrderByDescending(file => kept.Contains(Path.GetFileNameWithoutExtension(file.Name)))
            .ThenByDescending(file => file.LastWriteTimeUtc))
        {
            left -= file.Length;
            count++;
            if ((count > CountLimit || left < 0) && count > 1 && !kept.Contains(Path.GetFileNameWithoutExtension(file.Name)))
            {
                file.Delete();
            }
        }
    }
}

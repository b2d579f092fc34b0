using System.Collections.Concurrent;
using Capsule.Files;
using Capsule.Runtime.Programs.Inputs;

namespace Capsule.Runtime.Programs.Warm;

/// <summary>
/// Tells again and again whether a program's inputs are as they were, at the cost of one <c>statx</c> each: contents are
/// only read where a file's identity, which includes the time of its last change, is another one.
/// </summary>
internal sealed class StampedInputs(ProgramInputs inputs, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, FileIdentity?> stamps = new(StringComparer.Ordinal);

    /// <summary>Whether all inputs are known to be unchanged without reading any.</summary>
    internal bool LookUnchanged() =>
        inputs.Folders.All(folder => HasSameStamp(folder.Key[1..])) && inputs.Files.All(file => HasSameStamp(file.Key));

    /// <summary>Whether the program would be built from the same.</summary>
    internal bool AreUnchanged() =>
        inputs.Folders.All(folder => IsUnchanged(folder.Key[1..], folder, ProgramInputs.IsUnchangedFolder))
        && inputs.Files.All(file => IsUnchanged(file.Key, file, ProgramInputs.IsUnchangedFile));

    private bool HasSameStamp(string path) => stamps.TryGetValue(path, out var seen) && seen == FileIdentity.Of(path);

    private bool IsUnchanged(
        string path, KeyValuePair<string, byte[]> input, Func<KeyValuePair<string, byte[]>, bool> readsTheSame)
    {
        var now = FileIdentity.Of(path);
        if (stamps.TryGetValue(path, out var seen) && seen == now)
        {
            return true;
        }

        if (!readsTheSame(input))
        {
            return false;
        }

        if (FileStamp.IsSettled(now, time))
        {
            stamps[path] = now;
        }

        return true;
    }
}

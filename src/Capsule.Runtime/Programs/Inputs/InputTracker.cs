using System.Collections.Concurrent;
using System.Security.Cryptography;
using Capsule.Wasm.Memory;

namespace Capsule.Runtime.Programs.Inputs;

/// <summary>
/// Records what went into a program while it is built: every file that was read, and every folder that was looked into,
/// with a hash of the names in it. A file that appears later, and would be found before another, changes the names of a
/// folder.
/// </summary>
internal sealed class InputTracker
{
    private readonly ConcurrentDictionary<string, byte[]> files = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte[]> folders = new(StringComparer.Ordinal);

    /// <summary>The contents of the files that were read, by absolute path.</summary>
    internal IReadOnlyDictionary<string, byte[]> Files => files;

    /// <summary>Reads a file, once.</summary>
    /// <exception cref="IOException">It cannot be read, or is a pipe or a device, which may have no end.</exception>
    internal byte[] Read(string path) => files.GetOrAdd(path, static path => FileIdentity.IsSpecial(path)
        ? throw new IOException($"{path} is a pipe, a socket or a device, not a file")
        : File.ReadAllBytes(path));

    /// <summary>Lists the Python files of a folder, or all files.</summary>
    internal FolderListing List(string path, ListingKind kind)
    {
        var listing = FolderListing.Of(path, kind);
        folders[$"{(char)kind}{path}"] = listing.Hash;
        return listing;
    }

    /// <summary>What was recorded.</summary>
    internal ProgramInputs ToInputs() => new(
        files.ToDictionary(file => file.Key, file => SHA256.HashData(file.Value)),
        folders.ToDictionary());
}

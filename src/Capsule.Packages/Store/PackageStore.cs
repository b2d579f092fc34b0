using System.Security.Cryptography;
using Capsule.Files;
using Capsule.Runtime.Images;
using Capsule.Runtime.Locking;

namespace Capsule.Packages.Store;

/// <summary>
/// Wheels by the hash of their bytes, and sets of them, unpacked, by the hashes of all. It is part of the cache: every project of a user
/// shares it, and all of it can be made again.
/// </summary>
/// <param name="cache">The cache's folder.</param>
internal sealed class PackageStore(string cache)
{
    /// <summary>What one wheel may have, in bytes.</summary>
    internal const long LargestWheel = 1L << 30;

    /// <summary>What all wheels that are fetched for one lock may have together, in bytes.</summary>
    internal const long LargestSet = 4L << 30;

    private readonly string root = Path.Combine(cache, PackageCache.FolderName);

    /// <summary>Makes the store's folders, and sees that nobody else can change them.</summary>
    /// <exception cref="IOException">They cannot be made, or others could change them.</exception>
    /// <exception cref="UnauthorizedAccessException">They cannot be made.</exception>
    internal void Ensure()
    {
        OwnFolder.Ensure(cache);
        foreach (var folder in PackageCache.Folders)
        {
            OwnFolder.Ensure(Path.Combine(root, folder));
        }
    }

    /// <summary>A new folder for one task that fetches or resolves. It is not in the cache: no task may have a folder of that.</summary>
    internal static string NewWorkFolder() => Directory.CreateTempSubdirectory("capsule-packages-").FullName;

    /// <summary>A program of ours as a file, by its content.</summary>
    internal string ProgramFile(string name, byte[] content)
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, PackageCache.Programs, Convert.ToHexStringLower(SHA256.HashData(content))[..16])).FullName;
        var path = Path.Combine(folder, name);
        if (!File.Exists(path) || !RegularFile.Read(path, 1 << 20).AsSpan().SequenceEqual(content))
        {
            AtomicFile.Write(path, stream => stream.Write(content));
        }

        return path;
    }

    /// <summary>Whether a wheel is there.</summary>
    internal bool HasWheel(string sha256) => File.Exists(WheelPath(sha256));

    /// <summary>How many bytes a wheel has that is there.</summary>
    internal long SizeOf(string sha256) => new FileInfo(WheelPath(sha256)).Length;

    /// <summary>Takes a wheel from a file that a task wrote, if its hash is right.</summary>
    /// <returns>The hash that it has.</returns>
    /// <exception cref="IOException">It cannot be read or kept, or is larger than <see cref="LargestWheel"/>.</exception>
    internal string Add(string file, string? sha256)
    {
        using var source = RegularFile.OpenStream(file);
        if (source.Length > LargestWheel)
        {
            throw new IOException($"{file} has more than {LargestWheel} bytes");
        }

        var found = Convert.ToHexStringLower(SHA256.HashData(source));
        if (sha256 is null || found == sha256)
        {
            source.Position = 0;
            AtomicFile.Write(WheelPath(found), source.CopyTo);
        }

        return found;
    }

    /// <summary>The folder with the packages of some wheels, which are all there: as it was unpacked before, or unpacked now.</summary>
    internal Outcome<string> Unpack(IReadOnlyList<LockedPackage> packages, CancellationToken cancellationToken)
    {
        var place = SetPath(packages);
        if (Directory.Exists(place))
        {
            Directory.SetLastWriteTimeUtc(place, TimeProvider.System.GetUtcNow().UtcDateTime);
            return place;
        }

        var building = $"{place}.{Guid.NewGuid():N}{PackageCache.Unfinished}";
        try
        {
            Directory.CreateDirectory(building);
            var left = WheelUnpacker.MostBytes;
            foreach (var package in packages)
            {
                if (UnpackOne(package, building, ref left, cancellationToken) is { } failure)
                {
                    return failure;
                }
            }

            LibC.SyncFileSystem(building);
            Directory.Move(building, place);
        }
        catch (IOException) when (Directory.Exists(place))
        {
            // Another process was quicker, with the same files.
        }
        finally
        {
            if (Directory.Exists(building))
            {
                Directory.Delete(building, recursive: true);
            }
        }

        return place;
    }

    /// <summary>Whether the packages of a lock are unpacked already.</summary>
    internal bool HasSet(IReadOnlyList<LockedPackage> packages) => Directory.Exists(SetPath(packages));

    private Failure? UnpackOne(LockedPackage package, string folder, ref long left, CancellationToken cancellationToken)
    {
        var path = WheelPath(package.Sha256);
        using var wheel = RegularFile.OpenStream(path);
        if (Convert.ToHexStringLower(SHA256.HashData(wheel)) != package.Sha256)
        {
            File.Delete(path);
            return new Failure(ErrorType.BuildError, $"the copy of {package.FileName} in {root} is damaged, and was removed: try again, and it is fetched anew");
        }

        wheel.Position = 0;
        return WheelUnpacker.Unpack(wheel, folder, ref left, cancellationToken) is { } problem
            ? new Failure(ErrorType.BuildError, $"{package.FileName} is not unpacked: {problem}")
            : null;
    }

    private string WheelPath(string sha256) => Path.Combine(root, PackageCache.Wheels, sha256 + ".whl");

    private string SetPath(IReadOnlyList<LockedPackage> packages) => PackageCache.SetPath(cache, packages);
}

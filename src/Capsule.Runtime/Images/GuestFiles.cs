using System.IO.Compression;
using Capsule.Files;
using Capsule.Runtime.Languages;

namespace Capsule.Runtime.Images;

/// <summary>The files of a guest, or of a compiler, as an installation has them: the same on every machine.</summary>
/// <param name="format">What they are called.</param>
/// <param name="folder">Where they are.</param>
internal sealed class GuestFiles(IPreparedFormat format, string folder)
{
    /// <summary>What files of an installation may have at most.</summary>
    private const long Limit = 256L << 20;

    /// <summary>What the files say of themselves, where all of them are there.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    internal Outcome<GuestInfo> ReadInfo() =>
        GuestLocation.Check(format, folder) is { } failure ? failure
        : format.ReadInfo(Read(format.InfoFile)) is { } info ? info
        : Failure.Config($"the {format.Title} in {folder} was built by another version of Capsule; reinstall Capsule");

    /// <summary>One of the files.</summary>
    internal byte[] Read(string name) => RegularFile.Read(Path.Combine(folder, name), Limit);

    /// <summary>The image's memory.</summary>
    /// <exception cref="IOException">It is not there, or cannot be read.</exception>
    internal ReadOnlyMemory<byte> UnpackImage()
    {
        if (!RegularFile.Exists(Path.Combine(folder, format.ImageFile)))
        {
            throw new IOException(
                $"{folder} has no {format.ImageFile}, because {PreparedFolder.In(Path.GetDirectoryName(folder)!)} has it prepared; where that is damaged, reinstall Capsule");
        }

        using var packed = new MemoryStream(Read(format.ImageFile));
        using var unpacked = new BrotliStream(packed, CompressionMode.Decompress);
        using var image = new MemoryStream();
        unpacked.CopyTo(image);
        return image.GetBuffer().AsMemory(0, (int)image.Length);
    }
}

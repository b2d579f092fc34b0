using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Capsule.Files;
using Capsule.Runtime.Languages;
using Microsoft.Win32.SafeHandles;

namespace Capsule.Runtime.Images;

/// <summary>A folder with a guest that was prepared ahead, for all users of a machine or an image: <c>capsule setup --into</c> makes one.</summary>
/// <remarks>
/// Threat: it holds native code. One that comes with the installation is trusted as the program beside it is, which whoever can write there
/// could exchange as well. Another one is only used when nobody but root and this user can change it. <see cref="SumsFile"/> finds files that
/// were damaged; it is no protection against somebody who may write there.
/// </remarks>
internal sealed class PreparedFolder
{
    /// <summary>The files' SHA-256, as <c>sha256sum</c> writes and checks them.</summary>
    internal const string SumsFile = "SHA256SUMS";

    /// <summary>Names a folder.</summary>
    internal const string Variable = "CAPSULE_PREPARED";

    private const int SumsLimit = 1 << 16;
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");
    private readonly Dictionary<string, byte[]> sums;
    private readonly bool isOfInstallation;

    private PreparedFolder(string path, Dictionary<string, byte[]> sums, bool isOfInstallation) =>
        (Path, this.sums, this.isOfInstallation) = (path, sums, isOfInstallation);

    /// <summary>The folder.</summary>
    internal string Path { get; }

    /// <summary>The folder of an installation, beside those of its guests.</summary>
    internal static string In(string guests) => System.IO.Path.Combine(guests, "prepared");

    /// <summary>The folder that <c>CAPSULE_PREPARED</c> names, else that of the installation, or null where there is none.</summary>
    /// <param name="environment">Gives variables.</param>
    /// <param name="guests">The folder of guests beside the program; null where they came from elsewhere, and are not trusted with native code.</param>
    /// <exception cref="IOException">The named folder is none, others could change it, or it cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be read.</exception>
    internal static PreparedFolder? Find(Func<string, string?> environment, string? guests)
    {
        if (environment(Variable) is { Length: > 0 } named)
        {
            var path = System.IO.Path.GetFullPath(named);
            OwnFolder.CheckShared(path);
            var sums = System.IO.Path.Combine(path, SumsFile);
            using var file = RegularFile.OpenUnlinked(sums);
            return OwnFolder.IsShared(FileStatus.Of(file))
                ? new PreparedFolder(path, Parse(RegularFile.Read(file, sums, SumsLimit)), isOfInstallation: false)
                : throw new IOException($"others than root and this user can change {sums}");
        }

        var own = guests is null ? null : In(guests);
        return own is not null && RegularFile.Exists(System.IO.Path.Combine(own, SumsFile))
            ? new PreparedFolder(own, Parse(RegularFile.Read(System.IO.Path.Combine(own, SumsFile), SumsLimit)), isOfInstallation: true)
            : null;
    }

    /// <summary>Whether the folder has all that an installation can use: files of another version are not used.</summary>
    internal bool IsOf(string guests) => PreparedFormats.All.All(format =>
        new GuestFiles(format, GuestLocation.FolderOf(format, guests)).ReadInfo().TryGet(out var info, out _)
        && sums.ContainsKey(PreparedNames.OfCode(format, info)));

    /// <summary>Opens a file that is as it was made, or returns null: there is none, it was damaged, or others could change it.</summary>
    /// <param name="name">The file.</param>
    /// <param name="files">Remember which files were checked, so that they are hashed once.</param>
    internal SafeFileHandle? Open(string name, SealedFiles files)
    {
        if (!sums.TryGetValue(name, out var sum))
        {
            return null;
        }

        SafeFileHandle? file = null;
        try
        {
            file = RegularFile.OpenUnlinked(System.IO.Path.Combine(Path, name));
            if ((isOfInstallation || OwnFolder.IsShared(FileStatus.Of(file))) && files.HasHash(file, sum))
            {
                (var opened, file) = (file, null);
                return opened;
            }

            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
        finally
        {
            file?.Dispose();
        }
    }

    /// <summary>Lines of <c>sha256sum</c>: the hash, two spaces, a name. Others are passed over.</summary>
    private static Dictionary<string, byte[]> Parse(byte[] text)
    {
        const int digits = 2 * SHA256.HashSizeInBytes;
        var sums = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var line in Encoding.UTF8.GetString(text).Split('\n'))
        {
            if (line.Length > digits + 2 && !line.AsSpan(0, digits).ContainsAnyExcept(HexDigits) && line[digits..(digits + 2)] == "  ")
            {
                sums[line[(digits + 2)..]] = Convert.FromHexString(line.AsSpan(0, digits));
            }
        }

        return sums;
    }
}

using System.Security.Cryptography;
using Capsule.Files;
using Capsule.Runtime.Languages;
using Capsule.Wasm.Engine;

namespace Capsule.Runtime.Images;

/// <summary>Prepares all guests into a folder that other users can read, such as one of a container image or an installation.</summary>
internal static class PreparedFolderWriter
{
    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode FolderMode = FileMode | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Writes the files, for all processors of <see cref="CodeTarget.Common"/>, in place of what was prepared there before.</summary>
    /// <param name="folder">The folder, which is made where there is none.</param>
    /// <param name="guests">The folder of the guests' files.</param>
    /// <param name="observer">Receives the steps.</param>
    /// <exception cref="IOException">The folder cannot be written, or others can change it.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written.</exception>
    internal static Failure? Write(string folder, string guests, IPreparationObserver observer)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).FirstOrDefault(entry => !IsOurs(entry)) is { } other)
        {
            return Failure.Config($"{folder} has other files than prepared ones, such as {Path.GetFileName(other)}: name a folder that is empty, or is not there");
        }

        Directory.CreateDirectory(folder, FolderMode);
        OwnFolder.CheckShared(folder);
        using var engine = new WasmEngine(new EngineOptions { Target = CodeTarget.Common });
        var files = new List<(string Name, ReadOnlyMemory<byte> Contents)>();
        foreach (var format in PreparedFormats.All)
        {
            if (Prepare(engine, format, GuestLocation.FolderOf(format, guests), observer, files) is { } failure)
            {
                return failure;
            }
        }

        Replace(folder, files);
        observer.OnDone();
        return null;
    }

    private static Failure? Prepare(
        WasmEngine engine, IPreparedFormat format, string folder, IPreparationObserver observer, List<(string Name, ReadOnlyMemory<byte> Contents)> files)
    {
        var package = new GuestFiles(format, folder);
        if (!package.ReadInfo().TryGet(out var info, out var failure))
        {
            return failure;
        }

        var estimate = new CompilationEstimate(observer);
        observer.OnStep(PreparationStep.Unpacking);
        files.Add((PreparedNames.OfImage(format, info), estimate.Calibrate(package.UnpackImage)));
        observer.OnStep(PreparationStep.Compiling);
        using var module = estimate.Observe(() => engine.Compile(package.Read(format.CodeFile)));
        files.Add((PreparedNames.OfCode(format, info), module.Serialize()));
        return null;
    }

    /// <summary>The sums are removed first and written last: a folder without them is not used.</summary>
    private static void Replace(string folder, List<(string Name, ReadOnlyMemory<byte> Contents)> files)
    {
        File.Delete(Path.Combine(folder, PreparedFolder.SumsFile));
        foreach (var old in Directory.GetFiles(folder))
        {
            File.Delete(old);
        }

        foreach (var (name, contents) in files)
        {
            Write(Path.Combine(folder, name), contents);
        }

        var sums = string.Concat(files.Select(file => $"{Convert.ToHexStringLower(SHA256.HashData(file.Contents.Span))}  {file.Name}\n"));
        Write(Path.Combine(folder, PreparedFolder.SumsFile), System.Text.Encoding.UTF8.GetBytes(sums));
    }

    private static void Write(string path, ReadOnlyMemory<byte> contents)
    {
        AtomicFile.Write(path, stream => stream.Write(contents.Span));
        File.SetUnixFileMode(path, FileMode);
    }

    private static bool IsOurs(string path) =>
        Path.GetFileName(path) is var name
        && (name == PreparedFolder.SumsFile || name.EndsWith(".tmp", StringComparison.Ordinal)
            || (Path.GetExtension(name) is ".cwasm" or ".image"
                && PreparedFormats.All.Any(format => name.StartsWith(format.Name + "-", StringComparison.Ordinal))));
}
